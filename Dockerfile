# syntax=docker/dockerfile:1
# Built in three steps, so that the image carries what runs and nothing that built it.
# Its file system may be mounted read-only: everything that changes lives in /var/lib/meshwatch.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/node-runtime ./tools/node-runtime
RUN npm ci --no-audit --no-fund
COPY tools/check-node.mjs tools/build.ts ./tools/
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/node-runtime ./tools/node-runtime
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN install -d -o node -g node /var/lib/meshwatch
USER node
VOLUME /var/lib/meshwatch
EXPOSE 9464
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:9464/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=16", "/app/dist/main.js"]
CMD ["run", "--config", "/etc/meshwatch/meshwatch.yaml"]
