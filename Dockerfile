FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY commands commands
COPY adapters adapters
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY adapters/web/assets adapters/web/assets
COPY adapters/web/playground/page adapters/web/playground/page
COPY data data
RUN mkdir var && chown node:node var
VOLUME /app/var
USER node
# Asks the process itself, which answers while its event loop turns. For whether it does its work, watch /readyz.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "const { OPERATOR_HOST: host = '', OPERATOR_PORT } = process.env; const port = OPERATOR_PORT || '9464'; const here = ['', '0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host; fetch(`http://${here.includes(':') ? `[${here}]` : here}:${port}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/main.js"]
