# syntax=docker/dockerfile:1
# The image of the control plane; `pnpm image` builds it for several platforms.
ARG NODE_IMAGE=node:24-bookworm-slim
ARG BASE_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

# Runs on the builder's own platform: what it makes is JavaScript, the same for all.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.npm --mount=type=cache,target=/root/.local/share/pnpm/store \
    node scripts/image/stage.mjs /app

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="A control plane for Envoy that reads Gateway API resources" \
      org.opencontainers.image.licenses="Apache-2.0"
# Owned by root: the program cannot change itself.
COPY --from=build --chown=0:0 /app /app
ENV NODE_ENV=production \
    PATH=/app/bin:/nodejs/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
USER 65532:65532
# xDS, rate limits, Wasm modules, metrics, probes, webhook
EXPOSE 18000 18001 18002 19001 8081 9443
ENTRYPOINT ["/app/bin/sluice"]
CMD ["server"]
