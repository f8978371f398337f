package main

import (
	"net/netip"
	"syscall"
	"time"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/broker"
)

// limits are what the settings say of connections, and no more than the process may open.
func (s *server) limits() broker.Options {
	c := s.config
	o := broker.Options{
		MaxPacket: int(c.MaxPacket), MaxWaiting: int(c.SlowBytes), MaxWaitingAll: int(c.SlowBytesAll),
		ConnectTimeout: time.Duration(c.ConnectTimeout), WriteTimeout: time.Duration(c.SlowTime),
		MaxConns: int(c.MaxConnections), MaxConnsOfAddress: int(c.MaxConnectionsAddress), MaxHTTPConns: int(c.MaxConnectionsHTTP),
		ConnectRate: int(c.ConnectRate), ConnectRateOfAddress: int(c.ConnectRateAddress), Source: source,
	}
	files := descriptors()
	if files == 0 {
		return o
	}
	// What clients leave is for the store, whose tables are files, and for calls to others.
	clients := files - max(256, files/8)
	if most := clients / 5; o.MaxHTTPConns == 0 || o.MaxHTTPConns > most {
		o.MaxHTTPConns = most
	}
	if most := clients - o.MaxHTTPConns; o.MaxConns == 0 || o.MaxConns > most {
		if o.MaxConns > 0 {
			s.log.Warn("the system lets this process open fewer files than --max-connections needs: raise it (LimitNOFILE of systemd, ulimit -n)",
				"files", files, "max_connections", most, "max_connections_http", o.MaxHTTPConns)
		}
		o.MaxConns = most
	}
	return o
}

// source is what a client's address is counted to: nothing for this machine, where a proxy may stand for all clients and
// its own programs are trusted.
func source(ip string) string {
	if a, err := netip.ParseAddr(ip); err == nil && a.Unmap().IsLoopback() {
		return ""
	}
	return auth.Source(ip)
}

// descriptors is how many files the process may open, sockets among them; 0: nobody knows. The runtime has raised it
// as far as it may.
func descriptors() int {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return 0
	}
	return int(min(l.Cur, 1<<30))
}
