# syntax=docker/dockerfile:1.9
# One image for every service: `docker run kezek queue`, and `docker run kezek queue migrate` for its schema.

FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app
ENV npm_config_cache=/tmp/npm npm_config_update_notifier=false

# Everything that compiling needs.
FROM base AS build
COPY . .
RUN --mount=type=cache,target=/tmp/npm npm ci
RUN npx tsc -b services/gateway services/queue services/visits services/notifications tools/smsc-simulator \
 && find libs services tools -name src -prune -exec rm -rf {} + \
 && find libs services tools -name node_modules -prune -exec rm -rf {} + \
 && rm -rf libs/testing/dist tools/stack/dist

# What runs, and nothing for development.
FROM base AS dependencies
COPY --from=build /app/package.json /app/package-lock.json /app/.npmrc ./
COPY --from=build /app/libs ./libs
COPY --from=build /app/services ./services
COPY --from=build /app/tools ./tools
RUN --mount=type=cache,target=/tmp/npm npm ci --omit=dev --omit=optional \
    --workspace services/gateway --workspace services/queue --workspace services/visits \
    --workspace services/notifications --workspace tools/smsc-simulator

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="kezek" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_OPTIONS=--max-semi-space-size=4 MALLOC_ARENA_MAX=2
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 OPS_HOST=0.0.0.0 OPS_PORT=9090
WORKDIR /app
COPY --from=dependencies /app ./
COPY LICENSE deploy/entry ./
# Writes nothing below /app, so that the root file system can be read-only.
USER 1000:1000
EXPOSE 8080 9090
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.OPS_PORT + '/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/app/entry"]
