package main

import (
	"context"
	"path/filepath"

	"github.com/hongyan-im/hongyan/api"
	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
	"github.com/hongyan-im/hongyan/search"
)

// openSearch makes what answers searches; nil when the server runs without.
func (s *server) openSearch() api.Search {
	if s.config.Search == config.Off {
		return nil
	}
	s.search = search.Open(search.Options{
		Dir: filepath.Join(s.config.Data, "search"), Service: s.service, Ready: s.store.Ready, Logger: s.log,
		Watch: func() *chat.Watcher { return s.tail.Watch() }, // there is a tail once it runs
	})
	return s.search
}

// runSearch follows the feeds until ctx ends.
func (s *server) runSearch(ctx context.Context) {
	if s.search != nil {
		s.searching.Go(func() { s.search.Run(ctx) })
	}
}
