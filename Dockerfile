# Rally in one image. Build it where the clone is: docker build -t rally .
FROM node:22-bookworm-slim AS build
WORKDIR /rally
COPY . .
RUN npm ci --include=dev && npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 RALLY_DATA=/data
WORKDIR /rally
COPY --from=build /rally /rally
# Not root: the embedded Postgres then runs as the same user.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# All of Rally. Its parts are api/dist/main-api.js and sync-server/dist/main.js (docker-compose.yml).
CMD ["node", "api/dist/main.js"]
