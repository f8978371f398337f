// Package webhook tells the servers of apps what happened. The change feed on disk is the outbox: of each webhook only
// its place in it is kept, so that a server that is down costs nothing and misses nothing.
package webhook
