# One static binary, and nothing else to keep up to date.
#
#   docker build -t collab .
#   docker run --read-only --tmpfs /tmp -v collab:/data -p 8080:8080 collab

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /out/collab ./cmd/collab \
 && mkdir /out/data /out/backups

FROM scratch
# Without these no call to Slack or Teams can be trusted. Time zones need no file: the binary carries them.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/collab /collab
# A new volume takes its owner from this folder. The database and the control socket beside it are all that is written.
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/backups /backups
VOLUME /data
ENV COLLAB_STORE=bolt:/data/collab.db \
    COLLAB_LISTEN=0.0.0.0:8080
EXPOSE 8080
USER 65532:65532
# GET /healthz says that it is alive, GET /readyz that it may be sent requests.
HEALTHCHECK CMD ["/collab", "alive"]
ENTRYPOINT ["/collab"]
CMD ["serve"]
