package chat

// createUsers makes accounts, all or none.
type createUsers struct {
	Accounts []NewAccount `json:"accounts"`
}

func (op *createUsers) apply(s *state) (any, error) {
	for _, n := range op.Accounts {
		if taken, err := exists(s.tx, standingAt(s.app, n.User)); taken || err != nil {
			return nil, orRefuse(err, Errorf(CodeExists, "there is a user %q already", n.User).At("user"))
		}
		if deleted, err := s.deletedAt(n.User); err != nil || n.Issued > 0 && n.Issued <= deleted {
			return nil, orRefuse(err, Errorf(CodeTokenRevoked, "the account was deleted after this token was issued"))
		}
	}
	made := make([]Account, 0, len(op.Accounts))
	for _, n := range op.Accounts {
		deleted, err := s.deletedAt(n.User)
		if err != nil {
			return nil, err
		}
		a := Account{User: n.User, Profile: n.Profile, Created: s.at, Hash: n.Hash, TokensSince: deleted}
		if err := s.setAccount(a); err != nil {
			return nil, err
		}
		if err := s.setStanding(a.User, &standing{tokensSince: uint64(deleted)}); err != nil {
			return nil, err
		}
		if err := s.record(userEvent{"user.created", a.User, 0}); err != nil {
			return nil, err
		}
		made = append(made, a)
	}
	return made, nil
}

// userEvent tells the app's server what became of an account.
type userEvent struct {
	Event string `json:"event"`
	User  UserID `json:"user"`
	Until int64  `json:"until,omitempty"` // of a ban, ms
}

// deletedAt is when an earlier account of this name was deleted, ms; 0: never. Its tokens are not for the new one.
func (s *state) deletedAt(u UserID) (int64, error) {
	b, err := s.tx.Get(key(s.app, "deleted", string(u)))
	if b == nil || err != nil {
		return 0, err
	}
	var at uint64
	_, err = numbers(b, &at)
	return int64(at), err
}

func (s *state) setAccount(a Account) error {
	return s.setJSON(accountKey(s.app, a.User), storedAccount{a, a.Hash, a.TokensSince})
}

func getAccount(r Reader, app AppName, u UserID) (Account, error) {
	var a storedAccount
	ok, err := getJSON(r, accountKey(app, u), &a)
	if err != nil {
		return Account{}, err
	}
	if !ok {
		return Account{}, noUser(u)
	}
	a.Account.Hash, a.Account.TokensSince = a.Hash, a.TokensSince
	return a.Account, nil
}

func noUser(u UserID) *Error {
	return Errorf(CodeNoUser, "there is no user %q", clip(string(u))).At("user")
}

// setPassword changes a password and ends all sessions and tokens, but the session of the client that asked.
type setPassword struct {
	User UserID `json:"user"`
	Hash string `json:"hash"`
	Old  string `json:"old,omitempty"` // when set, the hash that must still be the present one
}

func (op *setPassword) apply(s *state) (any, error) {
	a, err := getAccount(s.tx, s.app, op.User)
	if err != nil {
		return nil, err
	}
	if op.Old != "" && op.Old != a.Hash {
		return nil, Errorf(CodeForbidden, "the password was changed meanwhile")
	}
	a.Hash = op.Hash
	return nil, s.endTokens(a, CodeTokenRevoked, "the password was changed")
}

// endTokens revokes all tokens of an account and ends its live sessions.
func (s *state) endTokens(a Account, code Code, reason string) error {
	st, err := s.user(a.User, "user")
	if err != nil {
		return err
	}
	a.TokensSince = max(s.at, a.TokensSince+1) // two within one ms both count
	st.tokensSince = uint64(a.TokensSince)
	st.bannedUntil = uint64(a.BannedUntil)
	if err := s.setStanding(a.User, st); err != nil {
		return err
	}
	s.emit(&Ended{App: s.app, User: a.User, Code: code, Reason: reason})
	return s.setAccount(a)
}

// banUser bans until a time, or lifts a ban with 0.
type banUser struct {
	User   UserID `json:"user"`
	Until  int64  `json:"until"`
	Reason string `json:"reason,omitempty"`
}

func (op *banUser) apply(s *state) (any, error) {
	a, err := getAccount(s.tx, s.app, op.User)
	if err != nil {
		return nil, err
	}
	st, err := s.user(op.User, "user")
	if err != nil {
		return nil, err
	}
	a.BannedUntil, a.BanReason = op.Until, op.Reason
	st.bannedUntil = uint64(op.Until)
	if op.Until > s.at {
		s.emit(&Ended{App: s.app, User: a.User, Code: CodeBanned, Reason: orDefault(op.Reason, "the account was banned")})
	}
	if err := s.setStanding(op.User, st); err != nil {
		return nil, err
	}
	said := userEvent{"user.banned", op.User, op.Until}
	if op.Until <= s.at {
		said = userEvent{"user.unbanned", op.User, 0}
	}
	if err := s.record(said); err != nil {
		return nil, err
	}
	return a, s.setAccount(a)
}

func orDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// deleteUser removes an account, its side of its conversations and its sessions. The user must have left all groups.
// When there is more than one command can do, it answers true and is to be sent again.
type deleteUser struct {
	User UserID `json:"user"`
	Most int    `json:"most"`
}

func (op *deleteUser) apply(s *state) (any, error) {
	if _, err := s.user(op.User, "user"); err != nil {
		return nil, err
	}
	member, err := s.firstGroup(op.User)
	if err != nil {
		return nil, err
	}
	if member != "" {
		return nil, Errorf(CodeOwnerMustStay, "%q is still a member of the group %q", op.User, member)
	}
	s.emit(&Ended{App: s.app, User: op.User, Code: CodeNoUser, Reason: "the account was deleted"})
	for _, forget := range []func(UserID, int) (bool, error){s.forgetContacts, s.forgetInvites, s.forgetRoles, s.forgetWatches, s.forgetQueues, s.forgetSent} {
		if more, err := forget(op.User, max(1, op.Most/6)); more || err != nil { // each writes several keys
			return true, err
		}
	}
	for _, class := range []string{"view", "cids", "cidruns", "userevent", "erased", "mention", "marks", "convext", "dnd", "session", "will", "reported", "inthread", "pushdevice", "pushgrant"} {
		if more, err := s.deletePrefix(prefix(s.app, class, string(op.User)), op.Most); more || err != nil {
			return true, err
		}
	}
	if err := s.set(key(s.app, "deleted", string(op.User)), appendNumbers(nil, uint64(s.at))); err != nil {
		return nil, err
	}
	for _, k := range [][]byte{
		dndKey(s.app, op.User), statusKey(s.app, op.User), seenKey(s.app, op.User),
		superAdminKey(s.app, op.User), openReportsKey(s.app, op.User), standingAt(s.app, op.User).key(),
	} {
		if err := s.delete(k); err != nil {
			return nil, err
		}
	}
	if err := s.record(userEvent{"user.deleted", op.User, 0}); err != nil {
		return nil, err
	}
	return false, s.delete(accountKey(s.app, op.User))
}

// kickUser ends live sessions without revoking anything.
type kickUser struct {
	User     UserID   `json:"user"`
	Platform Platform `json:"platform,omitempty"`
	Device   string   `json:"device,omitempty"`
	Client   string   `json:"client,omitempty"`
	Reason   string   `json:"reason,omitempty"`
}

func (op *kickUser) apply(s *state) (any, error) {
	if !IsGuest(op.User) {
		if _, err := s.user(op.User, "user"); err != nil {
			return nil, err
		}
	}
	s.emit(&Ended{App: s.app, User: op.User, Platform: op.Platform, Device: op.Device, Client: op.Client, Code: CodeForbidden, Reason: orDefault(op.Reason, "kicked by an administrator")})
	return nil, nil
}

// revokeToken ends one token, or with no id all tokens of the user.
type revokeToken struct {
	User    UserID `json:"user"`
	TokenID string `json:"token_id,omitempty"`
	Expires int64  `json:"expires,omitempty"` // of the token, ms: the record is kept until then
}

func (op *revokeToken) apply(s *state) (any, error) {
	if op.TokenID == "" || !IsGuest(op.User) {
		a, err := getAccount(s.tx, s.app, op.User)
		if err != nil {
			return nil, err
		}
		if op.TokenID == "" {
			return nil, s.endTokens(a, CodeTokenRevoked, "all tokens were revoked")
		}
	}
	s.emit(&Ended{App: s.app, User: op.User, TokenID: op.TokenID, Code: CodeTokenRevoked, Reason: "the token was revoked"})
	s.emit(&gained{appRarity{s.app, revokedTokens}})
	return nil, s.set(revokedKey(s.app, op.TokenID), appendNumbers(nil, uint64(op.Expires)))
}
