package chat

import "slices"

// createApp makes an app.
type createApp struct {
	App     App    `json:"app"`
	Secret  string `json:"secret"`
	KeyHash string `json:"key_hash"`
}

func (op *createApp) apply(s *state) (any, error) {
	for _, k := range [][]byte{appKey(op.App.Name), goneAppKey(op.App.Name)} {
		if taken, err := s.has(k); taken || err != nil {
			return nil, orRefuse(err, Errorf(CodeExists, "there is an app %q already, or it is still being removed", op.App.Name).At("name"))
		}
	}
	op.App.Created = s.at
	if err := s.claimAliases(op.App.Name, op.App.names()); err != nil {
		return nil, err
	}
	if err := s.setPolicy(op.App); err != nil {
		return nil, err
	}
	return op.App, s.setJSON(appKey(op.App.Name), storedApp{op.App, op.Secret, op.KeyHash})
}

// names are all the other names by which an app is found.
func (a App) names() []string {
	names := []string{itoa(a.SDKAppID), a.AppID}
	return slices.DeleteFunc(append(names, a.Aliases...), func(n string) bool { return n == "" || n == "0" })
}

// claimAliases refuses when a name belongs to another app; else all are the app's.
func (s *state) claimAliases(app AppName, names []string) error {
	for _, n := range names {
		b, err := s.tx.Get(aliasKey(n))
		if err != nil {
			return err
		}
		if taken, err := s.has(appKey(AppName(n))); err != nil || taken && AppName(n) != app || b != nil && AppName(b) != app {
			return orRefuse(err, Errorf(CodeExists, "the name %q belongs to another app", clip(n)).At("aliases"))
		}
	}
	for _, n := range names {
		if err := s.set(aliasKey(n), []byte(app)); err != nil {
			return err
		}
	}
	return nil
}

// changeApp changes what is not nil.
type changeApp struct {
	Name     AppName   `json:"name"`
	Settings *Settings `json:"settings,omitempty"`
	Aliases  *[]string `json:"aliases,omitempty"`
	Secret   string    `json:"secret,omitempty"`
	KeyHash  string    `json:"key_hash,omitempty"`
}

func (op *changeApp) apply(s *state) (any, error) {
	a, err := getApp(s.tx, op.Name)
	if err != nil {
		return nil, err
	}
	if op.Settings != nil && op.Settings.FoldIDs != a.Settings.FoldIDs {
		if err := s.mustBeEmpty(a.Name); err != nil {
			return nil, err
		}
	}
	if op.Aliases != nil {
		if err := s.claimAliases(a.Name, *op.Aliases); err != nil {
			return nil, err
		}
		for _, old := range a.Aliases {
			if !slices.Contains(*op.Aliases, old) {
				if err := s.delete(aliasKey(old)); err != nil {
					return nil, err
				}
			}
		}
		a.Aliases = *op.Aliases
	}
	if op.Settings != nil {
		switch {
		case a.Settings.Guests && !op.Settings.Guests:
			s.emit(&Ended{App: a.Name, Guests: true, Code: CodeForbidden, Reason: "the app takes guests no more"})
		case a.Settings.FoldIDs != op.Settings.FoldIDs:
			s.emit(&Ended{App: a.Name, Code: CodeForbidden, Reason: "the app's ids are read in another way now: connect again"})
		}
		a.Settings = *op.Settings
		if err := s.setPolicy(a); err != nil {
			return nil, err
		}
	}
	s.emit(&RulesChanged{App: a.Name})
	if op.Secret != "" {
		a.Secret = op.Secret
		s.emit(&Ended{App: a.Name, Tokens: true, Code: CodeTokenRevoked, Reason: "the app's secret was changed"})
	}
	if op.KeyHash != "" {
		a.KeyHash = op.KeyHash
		s.emit(&Ended{App: a.Name, Operator: true, Code: CodeTokenRevoked, Reason: "the app's key was changed"})
	}
	return a, s.setJSON(appKey(a.Name), storedApp{a, a.Secret, a.KeyHash})
}

// mustBeEmpty refuses when an app has users, groups or chatrooms: those with capitals in their ids could not be reached
// any more, or would not be told apart.
func (s *state) mustBeEmpty(app AppName) error {
	for _, class := range []string{"user", "group", "room"} {
		found := false
		err := s.tx.Scan(prefix(app, class), nil, false, func(_, _ []byte) bool {
			found = true
			return false
		})
		if err != nil || found {
			return orRefuse(err, Errorf(CodeExists, "fold_ids is changed only while the app has no users, groups and chatrooms, and it has a %s: make a new app", class).At("settings.fold_ids"))
		}
	}
	return nil
}

func getApp(r Reader, name AppName) (App, error) {
	b, err := r.Get(appKey(name))
	if err != nil {
		return App{}, err
	}
	if b == nil {
		return App{}, Errorf(CodeNoApp, "there is no app %q", clip(string(name)))
	}
	return decodedApps.decode(b)
}

// removeApp closes an app at once; its data goes by purgeApp.
type removeApp struct {
	Name AppName `json:"name"`
}

func (op *removeApp) apply(s *state) (any, error) {
	a, err := getApp(s.tx, op.Name)
	if err != nil {
		return nil, err
	}
	for _, n := range a.names() {
		if err := s.delete(aliasKey(n)); err != nil {
			return nil, err
		}
	}
	s.emit(&Ended{App: a.Name, Code: CodeNoApp, Reason: "the app was removed"})
	s.emit(&RulesChanged{App: a.Name, Words: true})
	if err := s.set(goneAppKey(a.Name), []byte{1}); err != nil {
		return nil, err
	}
	return nil, s.delete(appKey(a.Name))
}

// purgeApp deletes up to Most keys of a removed app; its value tells whether more are left.
type purgeApp struct {
	Name AppName `json:"name"`
	Most int     `json:"most"`
}

func (op *purgeApp) apply(s *state) (any, error) {
	if gone, err := s.has(goneAppKey(op.Name)); !gone || err != nil {
		return false, err
	}
	more, err := s.deletePrefix([]byte(string(op.Name)+"/"), op.Most)
	if err != nil || more {
		return true, err
	}
	return false, s.delete(goneAppKey(op.Name))
}

// deletePrefix deletes up to most keys and tells whether there may be more.
func (s *state) deletePrefix(prefix []byte, most int) (more bool, err error) {
	var keys [][]byte
	err = s.tx.Scan(prefix, nil, false, func(k, _ []byte) bool {
		keys = append(keys, slices.Clone(k))
		return len(keys) < most
	})
	for _, k := range keys {
		if err == nil {
			err = s.delete(k)
		}
	}
	return len(keys) == most, err
}
