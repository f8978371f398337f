package main

import (
	"context"
	"maps"
	"net/http"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/demo"
)

// lobby is a chatroom that visitors of the demo find: by default users cannot make one.
const lobby = chat.RoomID("lobby")

// pages are those that the server has beside the API.
func (s *server) pages() map[string]http.Handler {
	all := map[string]http.Handler{}
	if s.config.ShowDemo() {
		maps.Copy(all, demo.Pages(s.demoState))
	}
	return all
}

// demoState says what visitors of the demo may do. The first one has the lobby made, so that a server whose demo nobody
// opens is as it was.
func (s *server) demoState(ctx context.Context) demo.State {
	everyone := chat.Caller{App: chat.DefaultApp}
	key := chat.Caller{App: chat.DefaultApp, Admin: true}
	if _, err := s.service.Room(chat.DefaultApp, lobby); chat.AsErrorCode(err) == chat.CodeNoRoom {
		if _, err := s.service.CreateRoom(ctx, key, chat.NewRoom{ID: lobby, Name: "Lobby"}); err != nil && chat.AsErrorCode(err) != chat.CodeExists {
			s.log.Warn("make the demo's chatroom", "err", err) // the page works without it
		}
	}
	app, err := s.service.App(string(chat.DefaultApp))
	if err != nil {
		s.log.Error("read the demo's app", "err", err)
		return demo.State{}
	}
	return demo.State{
		Registration: s.service.MayRegister(everyone) == nil, Rooms: app.Settings.UsersCreateRoom, RecallWindow: app.Settings.RecallWindow,
	}
}
