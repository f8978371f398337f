package chat

import (
	"context"
	"time"
)

// MaxBatch bounds lists in one request.
const MaxBatch = 100

// Register makes accounts, all or none; at most MaxBatch. Anyone may when the app's settings say so, else the app's key.
func (s *Service) Register(ctx context.Context, c Caller, accounts []NewAccount) ([]Account, error) {
	if err := s.MayRegister(c); err != nil {
		return nil, err
	}
	if len(accounts) == 0 || len(accounts) > MaxBatch {
		return nil, Errorf(CodeTooMany, "register 1 to %d users at once", MaxBatch).At("users")
	}
	seen := make(map[UserID]bool, len(accounts))
	for _, a := range accounts {
		if err := checkID("user", string(a.User)); err != nil {
			return nil, err
		}
		if seen[a.User] {
			return nil, Errorf(CodeExists, "%q is in the list twice", a.User).At("users")
		}
		seen[a.User] = true
		if err := a.Profile.check("profile."); err != nil {
			return nil, err
		}
	}
	return do[[]Account](ctx, s, c.App, &createUsers{Accounts: accounts}, 512*len(accounts))
}

// MayRegister tells why the caller may not register users, before passwords are hashed for nothing.
func (s *Service) MayRegister(c Caller) error {
	app, err := s.App(string(c.App))
	if err == nil && !c.Admin && !app.Settings.OpenRegistration && !s.open {
		err = Errorf(CodeClosed, "registration needs the app's key; or set open_registration in the app's settings")
	}
	return err
}

// Account gives an account; CodeNoUser when there is none.
func (s *Service) Account(app AppName, user UserID) (Account, error) {
	return view1(s, func(r Reader) (Account, error) { return getAccount(r, app, user) })
}

// AsErrorCode gives the code of a refusal, or "".
func AsErrorCode(err error) Code {
	if e, ok := err.(*Error); ok {
		return e.Code
	}
	return ""
}

// page lists the last parts of keys below prefix after cursor.
func (s *Service) page(prefix []byte, cursor string, limit int) (parts []string, next string, err error) {
	err = s.log.View(func(r Reader) error {
		var from []byte
		if cursor != "" {
			from = append(append([]byte{}, prefix...), cursor...)
			from = append(from, 0)
		}
		return r.Scan(prefix, from, false, func(k, _ []byte) bool {
			if len(parts) == limit {
				next = parts[limit-1]
				return false
			}
			parts = append(parts, string(k[len(prefix):]))
			return true
		})
	})
	return parts, next, err
}

func pageSize(n, normal, most int) (int, error) {
	switch {
	case n == 0:
		return normal, nil
	case n < 0 || n > most:
		return 0, Errorf(CodeInvalid, "limit is %d, allowed are 1 to %d", n, most).At("limit")
	}
	return n, nil
}

// Profiles gives the profiles of up to MaxBatch users; unknown ones are left out.
func (s *Service) Profiles(c Caller, users []UserID) ([]PublicProfile, error) {
	if len(users) > MaxBatch {
		return nil, Errorf(CodeTooMany, "ask for %d users at most", MaxBatch).At("users")
	}
	return view1(s, func(r Reader) ([]PublicProfile, error) {
		found := make([]PublicProfile, 0, len(users))
		for _, u := range users {
			a, err := getAccount(r, c.App, u)
			if AsErrorCode(err) == CodeNoUser {
				continue
			}
			if err != nil {
				return nil, err
			}
			found = append(found, PublicProfile{a.User, a.Profile})
		}
		return found, nil
	})
}

// ChangeProfile changes the profile of the caller's user. The user's devices and friends are told.
func (s *Service) ChangeProfile(ctx context.Context, c Caller, change ProfileChange) (PublicProfile, error) {
	if err := c.needUser(); err != nil {
		return PublicProfile{}, err
	}
	if err := change.on(Profile{}).check(""); err != nil { // before it becomes a command, which could be large
		return PublicProfile{}, err
	}
	st, err := view1(s, func(r Reader) (*standing, error) { return getStanding(r, c.App, c.User) })
	if err != nil {
		return PublicProfile{}, err
	}
	size := 2 * MaxProfile
	if st != nil {
		size += int(st.friends) * tellSize
	}
	return do[PublicProfile](ctx, s, c.App, &setProfile{User: c.User, Change: change}, size)
}

// tellSize is about what each user who is told of an event adds to a batch, in bytes.
const tellSize = 80

// SetPassword sets the argon2id hash of the caller's user. A user must have shown the old password: old is the hash
// that was verified, and another change meanwhile is refused. All tokens are revoked and live sessions end.
func (s *Service) SetPassword(ctx context.Context, c Caller, hash, old string) error {
	if err := c.needUser(); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &setPassword{User: c.User, Hash: hash, Old: old}, 512)
}

// Ban ends a user's sessions and refuses new ones until the time, or for ever with the zero time.
func (s *Service) Ban(ctx context.Context, c Caller, until time.Time, reason string) (Account, error) {
	if !c.Admin {
		return Account{}, Errorf(CodeForbidden, "only the app's key may ban")
	}
	ms := until.UnixMilli()
	if until.IsZero() {
		ms = 1 << 52
	} else if !until.After(s.now()) {
		return Account{}, Errorf(CodeInvalid, "the ban would end before it begins").At("until")
	}
	if len(reason) > 256 {
		return Account{}, Errorf(CodeTooLarge, "the reason has %d bytes, 256 are allowed", len(reason)).At("reason")
	}
	return do[Account](ctx, s, c.App, &banUser{User: c.User, Until: ms, Reason: reason}, 512)
}

// Unban lifts a ban.
func (s *Service) Unban(ctx context.Context, c Caller) (Account, error) {
	if !c.Admin {
		return Account{}, Errorf(CodeForbidden, "only the app's key may lift a ban")
	}
	return do[Account](ctx, s, c.App, &banUser{User: c.User}, 512)
}

// DeleteUser removes an account. The user leaves all groups; groups the user owns are dismissed.
func (s *Service) DeleteUser(ctx context.Context, c Caller) error {
	if err := c.needUser(); err != nil {
		return err
	}
	if _, err := s.Account(c.App, c.User); err != nil {
		return err
	}
	if err := s.leaveAll(ctx, c); err != nil {
		return err
	}
	if err := s.settlePending(ctx, c); err != nil {
		return err
	}
	for more := true; more; {
		var err error
		if more, err = do[bool](ctx, s, c.App, &deleteUser{User: c.User, Most: purgeMost}, purgeMost*64); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) leaveAll(ctx context.Context, c Caller) error {
	for {
		groups, _, err := s.MyGroups(c, "", MaxBatch)
		if err != nil || len(groups) == 0 {
			return err
		}
		for _, g := range groups {
			if g.Owner == c.User {
				err = s.DismissGroup(ctx, c, g.ID)
			} else {
				_, err = s.Leave(ctx, c, g.ID)
			}
			if err != nil {
				return err
			}
		}
	}
}

// Which says which live sessions of a user are meant: those that agree with all that is not empty.
type Which struct {
	Platform Platform
	Device   string
	Client   string // client id
}

// Kick ends live sessions of a user, without revoking anything.
func (s *Service) Kick(ctx context.Context, c Caller, which Which, reason string) error {
	if err := c.needUser(); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &kickUser{User: c.User, Platform: which.Platform, Device: which.Device, Client: which.Client, Reason: reason}, 256)
}

// Revoke ends one token of the caller's user, remembered until it expires (the zero time: for ever), or with no id all tokens and UserSigs issued until now. The sessions
// that came with them end.
func (s *Service) Revoke(ctx context.Context, c Caller, tokenID string, expires time.Time) error {
	if err := c.needUser(); err != nil {
		return err
	}
	if len(tokenID) > 128 {
		return Errorf(CodeInvalid, "a token's id has 128 bytes at most").At("token_id")
	}
	op := &revokeToken{User: c.User, TokenID: tokenID}
	if !expires.IsZero() {
		op.Expires = expires.UnixMilli()
	}
	return s.exec(ctx, c.App, op, 256)
}

// TokenRevoked tells whether a token was revoked by its id.
func (s *Service) TokenRevoked(app AppName, tokenID string) (bool, error) {
	if some, err := s.has(app, revokedTokens); !some || err != nil {
		return false, err
	}
	return view1(s, func(r Reader) (bool, error) {
		b, err := r.Get(revokedKey(app, tokenID))
		return b != nil, err
	})
}

// Moment is when a login begins.
type Moment struct {
	at      int64 // ms
	endings uint64
}

// Begin gives the moment, for [Service.Usable].
func (s *Service) Begin() Moment {
	endings, _ := s.apps.endings()
	return Moment{s.now().UnixMilli(), endings}
}

// Usable refuses a user who was deleted or banned, or whose tokens were revoked since a login began: it may have been
// overtaken by such a change before its session was known to who ends sessions. So may one with the app's key. Where no
// session of anyone was ended since, there is nothing to look at.
func (s *Service) Usable(c Caller, since Moment) error {
	if endings, hears := s.apps.endings(); hears && endings == since.endings {
		return nil
	}
	app, user := c.App, c.User
	if c.Operator != "" {
		a, err := s.App(string(app))
		if err != nil || a.KeyHash != c.Operator {
			return orRefuse(err, Errorf(CodeTokenRevoked, "the app's key was changed"))
		}
	}
	if IsGuest(user) {
		a, err := s.App(string(app))
		if err == nil {
			err = a.TakesGuests()
		}
		return err
	}
	st, err := s.Standing(app, user)
	switch {
	case err != nil:
		return err
	case st.BannedUntil > s.now().UnixMilli():
		return Errorf(CodeBanned, "the account %q is banned", user)
	case st.TokensSince >= since.at:
		return Errorf(CodeTokenRevoked, "all tokens were revoked")
	}
	if c.TokenID == "" {
		return nil
	}
	revoked, err := s.TokenRevoked(app, c.TokenID)
	if err == nil && revoked {
		err = Errorf(CodeTokenRevoked, "the token was revoked")
	}
	return err
}

// Standing is what a login needs to know of an account.
type Standing struct {
	BannedUntil int64 // ms; what has passed is no ban
	TokensSince int64 // ms: tokens that were issued then or before are revoked; 0: none are
}

// Standing tells how an account stands, CodeNoUser when there is none. It costs less than [Service.Account].
func (s *Service) Standing(app AppName, user UserID) (Standing, error) {
	n := accountName{app, user}
	known, ended, ok := s.apps.findStanding(n)
	if ok {
		return known, nil
	}
	read, err := view1(s, func(r Reader) (Standing, error) {
		st, err := getStanding(r, app, user)
		if err != nil || st == nil {
			return Standing{}, orRefuse(err, noUser(user))
		}
		return Standing{int64(st.bannedUntil), int64(st.tokensSince)}, nil
	})
	if err == nil {
		s.apps.keepStanding(n, read, ended)
	}
	return read, err
}
