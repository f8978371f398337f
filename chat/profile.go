package chat

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// MaxProfile is the size of a profile as JSON, in bytes.
const MaxProfile = 4 << 10

// Profile is what users show of themselves: at most 4 KB in all.
type Profile struct {
	Nickname string          `json:"nickname,omitempty" maxLength:"128"`
	Avatar   string          `json:"avatar,omitempty" maxLength:"1024" doc:"An address of a picture"`
	Phone    string          `json:"phone,omitempty" maxLength:"64"`
	Mail     string          `json:"mail,omitempty" maxLength:"254"`
	Gender   string          `json:"gender,omitempty" maxLength:"32"`
	Sign     string          `json:"sign,omitempty" maxLength:"512"`
	Birth    string          `json:"birth,omitempty" maxLength:"32"`
	Ext      json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own"`
}

// ProfileChange changes what is not nil.
type ProfileChange struct {
	Nickname *string         `json:"nickname,omitempty" maxLength:"128"`
	Avatar   *string         `json:"avatar,omitempty" maxLength:"1024"`
	Phone    *string         `json:"phone,omitempty" maxLength:"64"`
	Mail     *string         `json:"mail,omitempty" maxLength:"254"`
	Gender   *string         `json:"gender,omitempty" maxLength:"32"`
	Sign     *string         `json:"sign,omitempty" maxLength:"512"`
	Birth    *string         `json:"birth,omitempty" maxLength:"32"`
	Ext      json.RawMessage `json:"ext,omitempty"`
}

// on gives a profile after the change.
func (ch *ProfileChange) on(p Profile) Profile {
	for _, f := range []struct {
		to   *string
		from *string
	}{{&p.Nickname, ch.Nickname}, {&p.Avatar, ch.Avatar}, {&p.Phone, ch.Phone}, {&p.Mail, ch.Mail},
		{&p.Gender, ch.Gender}, {&p.Sign, ch.Sign}, {&p.Birth, ch.Birth}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if ch.Ext != nil {
		p.Ext = ch.Ext
	}
	return p
}

// check finds what is wrong with a profile; at is the path of its fields in the request, with a dot at its end.
func (p Profile) check(at string) error {
	for _, f := range []struct {
		name, value string
		most        int // characters, as the tags above say
	}{{"nickname", p.Nickname, 128}, {"avatar", p.Avatar, 1024}, {"phone", p.Phone, 64}, {"mail", p.Mail, 254},
		{"gender", p.Gender, 32}, {"sign", p.Sign, 512}, {"birth", p.Birth, 32}} {
		if n := utf8.RuneCountInString(f.value); n > f.most {
			return Errorf(CodeInvalid, "%s has %d characters, %d are allowed", f.name, n, f.most).At(at + f.name)
		}
	}
	b, err := json.Marshal(p)
	if err != nil || len(p.Ext) > 0 && !isObject(p.Ext) {
		return Errorf(CodeInvalid, "ext must be a JSON object").At(at + "ext")
	}
	if len(b) > MaxProfile {
		return Errorf(CodeTooLarge, "the profile has %d bytes, %d are allowed", len(b), MaxProfile).At("profile")
	}
	return nil
}

// setProfile changes a profile, and tells the own devices and the friends.
type setProfile struct {
	User   UserID        `json:"user"`
	Change ProfileChange `json:"change"`
}

func (op *setProfile) apply(s *state) (any, error) {
	a, err := getAccount(s.tx, s.app, op.User)
	if err != nil {
		return nil, err
	}
	before, err := json.Marshal(a.Profile)
	if err != nil {
		return nil, err
	}
	a.Profile = op.Change.on(a.Profile)
	if err := a.Profile.check(""); err != nil {
		return nil, err
	}
	after, err := json.Marshal(a.Profile)
	if err != nil || bytes.Equal(before, after) {
		return PublicProfile{a.User, a.Profile}, err
	}
	if err := s.tell([]UserID{op.User}, struct {
		Event   string  `json:"event"`
		Profile Profile `json:"profile"`
	}{"profile", a.Profile}); err != nil {
		return nil, err
	}
	if err := s.tellFriends(a); err != nil {
		return nil, err
	}
	return PublicProfile{a.User, a.Profile}, s.setAccount(a)
}

// tellFriends tells what a user's profile is now.
func (s *state) tellFriends(a Account) error {
	friends, err := friendsOf(s.tx, s.app, a.User)
	if err != nil || len(friends) == 0 {
		return err
	}
	return s.tell(friends, struct {
		Event string `json:"event"`
		PublicProfile
	}{"contact.profile_changed", PublicProfile{a.User, a.Profile}})
}
