FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH VERSION=dev
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$VERSION" -o /root-fs/hongyan ./cmd/hongyan
# The image's own files: certificates for HTTPS to the outside, a data directory and a place for temporary files.
RUN mkdir -p /root-fs/etc/ssl/certs /root-fs/data /root-fs/tmp && \
    cp /etc/ssl/certs/ca-certificates.crt /root-fs/etc/ssl/certs/ && chmod 700 /root-fs/data

FROM scratch
COPY --from=build --chown=65532:65532 /root-fs/ /
USER 65532:65532
# Set addresses by environment rather than by flags, so that the health check sees them too.
ENV HONGYAN_DATA=/data
VOLUME /data
EXPOSE 8080 1883 8883
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/hongyan", "health"]
ENTRYPOINT ["/hongyan"]
CMD ["serve"]
