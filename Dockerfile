# One image for all of Rally. Build it in the clone: docker build -t rally .
FROM node:22-bookworm-slim AS build
WORKDIR /rally
COPY . .
RUN npm ci --include=dev && npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 RALLY_DATA=/data
WORKDIR /rally
COPY --from=build /rally /rally
# Not root, so that the embedded PostgreSQL runs as the same user.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Starts all of Rally. docker-compose.yml starts its parts: api/dist/main-api.js and sync-server/dist/main.js.
CMD ["node", "api/dist/main.js"]
