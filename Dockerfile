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
COPY data data
RUN mkdir var && chown node:node var
VOLUME /app/var
USER node
HEALTHCHECK --interval=60s --timeout=10s CMD ["node", "dist/src/main.js", "status"]
ENTRYPOINT ["node", "dist/src/main.js"]
