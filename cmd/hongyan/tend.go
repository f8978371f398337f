package main

import (
	"context"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

// tend does what is due from time to time.
func (s *server) tend(ctx context.Context) {
	go s.service.Run(ctx)
	go s.trimMemory(ctx)
	save, sweep := time.NewTicker(time.Minute), time.NewTicker(6*time.Hour)
	rooms := time.NewTicker(3 * time.Minute) // the first time when who was in a chatroom before the start has had time to come back
	defer save.Stop()
	defer sweep.Stop()
	defer rooms.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-save.C:
			s.hub.SaveAll()
		case <-rooms.C:
			if err := s.service.SweepRooms(ctx); err != nil {
				s.log.Error("look for who has left chatrooms", "err", err)
			}
		case <-sweep.C:
			if err := s.service.Sweep(s.contents(ctx)); err != nil {
				s.log.Error("look for contents without a file", "err", err)
			}
		}
	}
}

// contents lists the contents of files, for as long as the server runs.
func (s *server) contents(ctx context.Context) func(func(string, time.Time) error) error {
	return func(f func(string, time.Time) error) error { return s.files.Hashes(ctx, f) }
}

// trimMemory gives memory back after many clients came or went: what their set-up needed would stay with the process
// until the next collection, minutes later on a quiet server.
func (s *server) trimMemory(ctx context.Context) {
	const many = 1000
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	trimmed, before := 0, 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := s.socket.Len()
		if settled := now == before; settled && abs(now-trimmed) >= many {
			debug.FreeOSMemory()
			trimmed = now
		}
		before = now
	}
}

func abs(n int) int { return max(n, -n) }

// smallStacks starts the program again with the runtime told to begin stacks small. Two goroutines wait for every
// client, and by default the runtime begins new stacks as large as the average one: a fifth of a client's memory, never
// used. There is no other way to tell it. Where it fails, the server runs with larger stacks.
func smallStacks() {
	const setting = "adaptivestackstart=0"
	set := os.Getenv("GODEBUG")
	if strings.Contains(set, "adaptivestackstart") {
		return
	}
	program, err := os.Executable()
	if err != nil {
		return
	}
	if set != "" {
		set += ","
	}
	if err := os.Setenv("GODEBUG", set+setting); err == nil {
		_ = syscall.Exec(program, os.Args, os.Environ()) // does not return when it works
	}
}
