package chat

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// Service is what clients can do, for all protocols. It checks what does not depend on the state, adds what depends
// on the world (time, ids), and hands commands to the log. Its methods are safe for concurrent use. All return *Error
// for refusals.
type Service struct {
	log      Log
	now      func() time.Time
	newID    func() string
	live     Live
	files    func(hash string) error
	open     bool
	rules    Rules
	slog     *slog.Logger
	address  func(context.Context, string) error
	stats    statsKeeper
	rates    roomRates
	unreads  unreadTotals
	commands commandRules
	expired  atomic.Uint64 // messages of queues
	apps     appCache
}

// Live is what the service asks of, and tells to, live sessions.
type Live interface {
	// InRoom tells whether any session of the user is in the chatroom.
	InRoom(AppName, RoomID, UserID) bool
	// RoomOnline counts the users who are connected to a chatroom.
	RoomOnline(AppName, RoomID) int
	// RoomMembers lists who is in a chatroom by id, up to most after one.
	RoomMembers(app AppName, room RoomID, after UserID, most int) []Present
	// Signal carries a signal to who is online.
	Signal(*Signal)
}

// Options of a Service.
type Options struct {
	Now        func() time.Time        // time.Now when nil
	NewID      func() string           // makes ids that are unique and sort by time; required
	Live       Live                    // required for signals and chatrooms
	RemoveFile func(hash string) error // removes a content that no file has any more; nil: nothing is removed
	Open       bool                    // anyone may register in every app, whatever its settings say: for trying out
	Rules      Rules                   // asked about each message; nil: all pass
	Logger     *slog.Logger            // slog.Default when nil

	// CheckAddress refuses an address of an app's own server that this server will not call, when it is set; nil: none.
	CheckAddress func(ctx context.Context, url string) error
}

// NewService makes a Service over a log.
func NewService(log Log, o Options) *Service {
	s := &Service{log: log, now: o.Now, newID: o.NewID, live: o.Live, files: o.RemoveFile, open: o.Open, rules: o.Rules, slog: o.Logger, address: o.CheckAddress}
	s.stats.totals, s.stats.days = map[AppName]totals{}, map[AppName]uint64{}
	if s.now == nil {
		s.now = time.Now
	}
	if s.slog == nil {
		s.slog = slog.Default()
	}
	if s.files == nil {
		s.files = func(string) error { return nil }
	}
	return s
}

// NewID makes an id that no other has, and that sorts by time.
func (s *Service) NewID() string { return s.newID() }

func (s *Service) command(app AppName, op Op) Command {
	return Command{Version: CommandVersion, App: app, At: s.now().UnixMilli(), Op: op}
}

// do has an operation applied and gives its value.
func do[T any](ctx context.Context, s *Service, app AppName, op Op, size int) (value T, err error) {
	v, err := Await(ctx, s.log, &Proposal{Command: s.command(app, op), Size: size + 256})
	if err != nil {
		return value, err
	}
	value, _ = v.(T)
	return value, nil
}

// exec is do for operations without a value.
func (s *Service) exec(ctx context.Context, app AppName, op Op, size int) error {
	_, err := do[any](ctx, s, app, op, size)
	return err
}

// view runs f on what is on disk.
func view1[T any](s *Service, f func(Reader) (T, error)) (value T, err error) {
	err = s.log.View(func(r Reader) error {
		var e error
		value, e = f(r)
		return e
	})
	return value, err
}

// needUser refuses callers that are no user: the app's key has to say for whom it acts.
func (c Caller) needUser() error {
	if c.User == "" {
		return Errorf(CodeInvalid, "say for which user: add from=USER").At("from")
	}
	return nil
}

func (s *Service) actor(c Caller) actor {
	return actor{User: c.User, Admin: c.Admin, EventID: s.newID()}
}
