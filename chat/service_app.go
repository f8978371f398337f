package chat

import (
	"context"
	"regexp"
	"time"
)

// aliasForm are the names by which foreign clients may call an app: org#app, org/app, numbers.
var aliasForm = regexp.MustCompile(`^[A-Za-z0-9_.#/-]{1,128}$`)

// NewApp is an app to make. Secret, KeyHash, SDKAppID and AppID come from the caller's random source.
type NewApp struct {
	Name     AppName
	Aliases  []string
	Settings Settings
	SDKAppID uint64
	AppID    string
	Secret   string
	KeyHash  string
}

// CreateApp makes an app; CodeExists when the name or an alias is taken.
func (s *Service) CreateApp(ctx context.Context, n NewApp) (App, error) {
	if !ValidAppName(string(n.Name)) {
		return App{}, Errorf(CodeBadID, "%q cannot name an app: use 1 to 32 of a-z 0-9 _ -", clip(string(n.Name))).At("name")
	}
	if err := checkAliases(n.Aliases); err != nil {
		return App{}, err
	}
	if err := n.Settings.check(); err != nil {
		return App{}, err
	}
	if err := s.mayCallHooks(ctx, Settings{}, n.Settings); err != nil {
		return App{}, err
	}
	app := App{Name: n.Name, Aliases: n.Aliases, Settings: n.Settings, SDKAppID: n.SDKAppID, AppID: n.AppID}
	return do[App](ctx, s, "", &createApp{App: app, Secret: n.Secret, KeyHash: n.KeyHash}, 1024)
}

func checkAliases(aliases []string) error {
	if len(aliases) > 20 {
		return Errorf(CodeTooMany, "an app may have 20 aliases").At("aliases")
	}
	for _, a := range aliases {
		if !aliasForm.MatchString(a) {
			return Errorf(CodeBadID, "%q cannot be an alias: use 1 to 128 of A-Z a-z 0-9 _ . # / -", clip(a)).At("aliases")
		}
	}
	return nil
}

func (st Settings) check() error {
	const tenYears = 10 * 365 * 24 * 3600
	switch {
	case st.TokenTTL < 60 || st.TokenTTL > tenYears:
		return Errorf(CodeInvalid, "token_ttl is %d seconds, allowed are 60 to %d", st.TokenTTL, tenYears).At("settings.token_ttl")
	case st.FileURLTTL < 0 || st.FileURLTTL > tenYears:
		return Errorf(CodeInvalid, "file_url_ttl is %d seconds, allowed are 0 to %d", st.FileURLTTL, tenYears).At("settings.file_url_ttl")
	case st.AnonymousUser != "" && !ValidID(string(st.AnonymousUser)):
		return Errorf(CodeBadID, "anonymous_user is no user's name: 1 to 64 of A-Z a-z 0-9 _ . -").At("settings.anonymous_user")
	case st.LoginHookURL != "" && !isHookURL(st.LoginHookURL):
		return Errorf(CodeInvalid, "login_hook_url is no address that begins with http:// or https://").At("settings.login_hook_url")
	case st.RoomEntry < 0 || st.RoomEntry > MaxRoomEntry:
		return Errorf(CodeInvalid, "room_entry is %d, allowed are 0 to 50", st.RoomEntry).At("settings.room_entry")
	case st.RoomShedRate < 0 || st.RoomShedRate > MaxRate:
		return Errorf(CodeInvalid, "room_shed_rate is %d, allowed are 0 to %d", st.RoomShedRate, MaxRate).At("settings.room_shed_rate")
	case st.RoomEvents < 0 || st.RoomEvents > MaxRoomEvents:
		return Errorf(CodeInvalid, "room_events is %d, allowed are 0 to %d", st.RoomEvents, MaxRoomEvents).At("settings.room_events")
	case st.PresenceFor != PresenceAnyone && st.PresenceFor != PresenceFriends:
		return Errorf(CodeInvalid, "presence_for is %q, allowed are %s and %s", clip(st.PresenceFor), PresenceAnyone, PresenceFriends).At("settings.presence_for")
	case st.RetentionDays < 0 || st.RetentionDays > MaxRetentionDays:
		return Errorf(CodeInvalid, "retention_days is %d, allowed are 0 to %d", st.RetentionDays, MaxRetentionDays).At("settings.retention_days")
	}
	if st.PreSendHook != nil {
		if err := st.PreSendHook.check(); err != nil {
			return err
		}
	}
	if err := st.checkSessions(); err != nil {
		return err
	}
	if err := st.checkTopicRules(); err != nil {
		return err
	}
	if err := st.checkTopicMessages(); err != nil {
		return err
	}
	if err := st.checkCommandTopics(); err != nil {
		return err
	}
	if err := st.checkDeviceQueue(); err != nil {
		return err
	}
	if err := st.checkRetained(); err != nil {
		return err
	}
	return st.checkRates()
}

// MaxRate bounds the rates that an app sets, in messages a second, and their bursts.
const MaxRate = 100_000

func (st Settings) checkRates() error {
	for _, r := range []struct {
		name        string
		rate, burst int
	}{
		{"rate_user", st.RateUser, st.RateUserBurst}, {"rate_group", st.RateGroup, st.RateGroupBurst},
		{"rate_room", st.RateRoom, st.RateRoomBurst}, {"rate_app", st.RateApp, st.RateAppBurst}, {"rate_device", st.RateDevice, st.RateDeviceBurst},
	} {
		if r.rate < 0 || r.rate > MaxRate {
			return Errorf(CodeInvalid, "%s is %d, allowed are 0 to %d", r.name, r.rate, MaxRate).At("settings." + r.name)
		}
		if r.burst < 1 || r.burst > MaxRate {
			return Errorf(CodeInvalid, "%s_burst is %d, allowed are 1 to %d", r.name, r.burst, MaxRate).At("settings." + r.name + "_burst")
		}
	}
	return nil
}

// AppChange changes what is not nil or empty.
type AppChange struct {
	Settings *Settings
	Aliases  *[]string
	Secret   string
	KeyHash  string
}

// ChangeApp changes an app. A new secret ends all sessions that came with tokens.
func (s *Service) ChangeApp(ctx context.Context, name AppName, c AppChange) (App, error) {
	if c.Aliases != nil {
		if err := checkAliases(*c.Aliases); err != nil {
			return App{}, err
		}
	}
	if c.Settings != nil {
		if err := c.Settings.check(); err != nil {
			return App{}, err
		}
		before, err := s.App(string(name))
		if err != nil {
			return App{}, err
		}
		if err := s.mayCallHooks(ctx, before.Settings, *c.Settings); err != nil {
			return App{}, err
		}
	}
	return do[App](ctx, s, "", &changeApp{Name: name, Settings: c.Settings, Aliases: c.Aliases, Secret: c.Secret, KeyHash: c.KeyHash}, 1024)
}

// RemoveApp closes an app at once and deletes its data in the background.
func (s *Service) RemoveApp(ctx context.Context, name AppName) error {
	if name == DefaultApp {
		return Errorf(CodeForbidden, "the app %q stays", DefaultApp)
	}
	return s.exec(ctx, "", &removeApp{Name: name}, 256)
}

// App finds an app by its name or another of its names; the empty name is the app "default".
func (s *Service) App(name string) (App, error) {
	if name == "" {
		name = string(DefaultApp)
	}
	a, age, known := s.apps.find(name)
	if known {
		return a, nil
	}
	a, err := s.readApp(name)
	if err == nil {
		s.apps.keep(name, a, age)
	}
	return a, err
}

func (s *Service) readApp(name string) (App, error) {
	return view1(s, func(r Reader) (App, error) {
		b, err := r.Get(aliasKey(name))
		if err != nil {
			return App{}, err
		}
		if b != nil {
			name = string(b)
		}
		return getApp(r, AppName(name))
	})
}

// Apps lists all apps by name.
func (s *Service) Apps() ([]App, error) {
	return view1(s, func(r Reader) (apps []App, err error) {
		var names []AppName
		err = r.Scan([]byte("/app/"), nil, false, func(k, _ []byte) bool {
			names = append(names, AppName(lastPart(k)))
			return true
		})
		for _, n := range names {
			a, e := getApp(r, n)
			if err = orFirst(err, e); err == nil {
				apps = append(apps, a)
			}
		}
		return apps, err
	})
}

// purgeEvery is how often what has run out is removed.
const purgeEvery = 10 * time.Minute

// purgeMost bounds what one command removes, so that no batch grows large.
const purgeMost = 500

// Run removes what has run out, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	go s.runNoting(ctx)
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	var retained time.Time
	for {
		if time.Since(retained) >= retainEvery { // before the purge, which finds the files that became orphans
			retained = time.Now()
			if err := s.Retain(ctx); err != nil && ctx.Err() == nil {
				s.slog.Error("removing old messages failed", "err", err)
			}
		}
		if err := s.Purge(ctx); err != nil && ctx.Err() == nil {
			s.slog.Error("purge failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Purge removes what has run out in all apps, and what is left of removed apps.
func (s *Service) Purge(ctx context.Context) error {
	apps, err := s.Apps()
	if err != nil {
		return err
	}
	names := []AppName{""} // what the server itself keeps
	for _, a := range apps {
		names = append(names, a.Name)
	}
	for _, name := range names {
		for more := true; more; {
			done, err := do[Purged](ctx, s, name, &purge{Most: purgeMost}, purgeMost*64)
			if err != nil {
				return err
			}
			more = done.More
			s.dropContents(done.Hashes)
		}
		if err := s.purgeQueues(ctx, name); err != nil {
			return err
		}
	}
	return s.purgeGone(ctx)
}

func (s *Service) purgeGone(ctx context.Context) error {
	gone, err := view1(s, func(r Reader) (names []AppName, err error) {
		err = r.Scan([]byte("/gone/"), nil, false, func(k, _ []byte) bool {
			names = append(names, AppName(lastPart(k)))
			return true
		})
		return names, err
	})
	for _, name := range gone {
		for more := err == nil; more; {
			more, err = do[bool](ctx, s, "", &purgeApp{Name: name, Most: purgeMost}, purgeMost*64)
		}
	}
	return err
}

// Sweep removes contents that no file refers to and that are older than a day: what an upload left that was never made
// known, or a crash between forgetting a file and removing its bytes. all walks the stored contents; it is media's.
func (s *Service) Sweep(all func(func(hash string, saved time.Time) error) error) error {
	old := s.now().Add(-24 * time.Hour)
	var stale []string
	err := all(func(hash string, saved time.Time) error {
		if saved.Before(old) {
			stale = append(stale, hash)
		}
		return nil
	})
	s.dropContents(stale)
	return err
}

// dropContents removes contents that no file refers to any more.
func (s *Service) dropContents(hashes []string) {
	for _, h := range hashes {
		used, err := view1(s, func(r Reader) (bool, error) { return HashUsed(r, h) })
		if err == nil && !used {
			err = s.files(h)
		}
		if err != nil {
			s.slog.Error("remove a file's content", "hash", h, "err", err)
		}
	}
}
