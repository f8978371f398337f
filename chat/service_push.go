package chat

import (
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// Push is what users who are away are told of a message.
type Push struct {
	Conversation Address    `json:"conversation"` // as the users see it
	Title        string     `json:"title"`        // the group's name, or the sender's
	ID           string     `json:"message_id"`
	Seq          uint64     `json:"seq"`
	TS           int64      `json:"ts"`
	Type         string     `json:"type"`
	From         UserID     `json:"from"`
	Nickname     string     `json:"nickname"` // the sender's: in the group, else in the profile, else the id
	Text         string     `json:"text"`     // the beginning of a text, or what sort of message it is
	Users        []PushUser `json:"users"`

	Skipped int `json:"-"` // users who would be told if they had a grant and a device
}

// PushUser is a user to be told.
type PushUser struct {
	User      UserID       `json:"user"`
	Unread    uint64       `json:"unread"` // in all conversations
	Mentioned bool         `json:"mentioned,omitempty"`
	Devices   []PushDevice `json:"devices,omitempty"`
}

// PushQuery asks whom to tell of a message.
type PushQuery struct {
	Conv   Conversation
	Seq    uint64
	After  UserID            // only users whose ids come after
	Most   int               // users
	Online func(UserID) bool // they need not be told

	Template string // only users who have a grant of this template, and a device on Platform; empty: all
	Platform Platform
}

// pushScan is how many members of a group are looked at in one reading.
const pushScan = 2_000

// Push tells whom to tell of a message: who has not read it, is not connected, and does not want to be left alone. Where
// next is not empty there may be more, after it. It gives nil for what nobody is told of.
func (s *Service) Push(app AppName, q PushQuery) (p *Push, next UserID, err error) {
	err = s.log.View(func(r Reader) error {
		b, err := r.Get(messageKey(app, q.Conv, q.Seq))
		if b == nil || err != nil {
			return err
		}
		stored, err := decodeMessage(b)
		if err != nil {
			return err
		}
		m, err := readMessage(b)
		if err != nil || !pushed(&m, stored.flags, s.now().UnixMilli()) {
			return err
		}
		e := pushing{s, r, app, q, &m}
		if p, err = e.push(); err != nil {
			return err
		}
		next, err = e.users(p)
		return err
	})
	return p, next, err
}

// pushed tells whether a message is one of those that users are told of.
func pushed(m *Message, flags messageFlags, now int64) bool {
	return flags&counts > 0 && flags&(gone|imported) == 0 && m.Type != TypeEvent && !m.NoPush && m.To.Kind != KindRoom &&
		now-m.TS < PushHours*3600*1000 && (m.Expires == 0 || m.Expires > now)
}

// pushing is a reading of whom to tell.
type pushing struct {
	*Service
	r   Reader
	app AppName
	q   PushQuery
	m   *Message
}

func (e *pushing) push() (*Push, error) {
	m := e.m
	p := &Push{Conversation: UserAddress(m.From), ID: m.ID, Seq: m.Seq, TS: m.TS, Type: m.Type, From: m.From, Nickname: string(m.From), Text: excerpt(m.Type, m.Body)}
	a, err := getAccount(e.r, e.app, m.From)
	if err != nil && AsErrorCode(err) != CodeNoUser {
		return nil, err
	}
	p.Nickname = orDefault(a.Profile.Nickname, p.Nickname)
	p.Title = p.Nickname
	if m.To.Kind != KindGroup {
		return p, nil
	}
	g, err := getHall(e.r, e.app, GroupID(m.To.ID))
	if err != nil && AsErrorCode(err) != CodeNoGroup {
		return nil, err
	}
	in, _, err := getMember(e.r, e.app, GroupID(m.To.ID), m.From)
	p.Conversation, p.Title, p.Nickname = m.To, orDefault(g.Name, m.To.ID), orDefault(in.Nickname, p.Nickname)
	return p, err
}

// users adds those who are to be told, and gives the last one looked at if there may be more.
func (e *pushing) users(p *Push) (next UserID, err error) {
	candidates, more, err := e.candidates()
	if err != nil {
		return "", err
	}
	for i, u := range candidates {
		if len(p.Users) == e.q.Most {
			return candidates[i-1], nil
		}
		if err := e.consider(p, u); err != nil {
			return "", err
		}
	}
	if more {
		return candidates[len(candidates)-1], nil
	}
	return "", nil
}

// candidates are those who got the message, in the order of their ids.
func (e *pushing) candidates() (users []UserID, more bool, err error) {
	switch {
	case e.m.To.Kind == KindUser:
		users = []UserID{UserID(e.m.To.ID)}
	case len(e.m.Only) > 0:
		users = slices.Sorted(slices.Values(e.m.Only))
	default:
		p := prefix(e.app, "member", e.m.To.ID)
		var from []byte
		if e.q.After != "" {
			from = append(append(slices.Clone(p), e.q.After...), 0)
		}
		err = e.r.Scan(p, from, false, func(k, _ []byte) bool {
			if more = len(users) == pushScan; !more {
				users = append(users, UserID(k[len(p):]))
			}
			return !more
		})
		return users, more, err
	}
	return slices.DeleteFunc(users, func(u UserID) bool { return u <= e.q.After }), false, nil
}

// consider adds a user who is to be told.
func (e *pushing) consider(p *Push, u UserID) error {
	if u == e.m.From || e.q.Online(u) {
		return nil
	}
	v, err := getView(e.r, e.app, u, e.q.Conv)
	if err != nil || !v.member() || v.read >= e.m.Seq || v.since >= e.m.Seq {
		return err
	}
	to := PushUser{User: u, Mentioned: slices.Contains(e.m.At, string(u)) || slices.Contains(e.m.At, Everyone)}
	if quiet, err := e.quiet(u, to.Mentioned); quiet || err != nil {
		if err == nil { // the next push that he gets counts this message
			_, _, err = e.unreads.refresh(e.r, e.app, u, e.q.Conv, e.now())
		}
		return err
	}
	if to.Devices, err = getPushDevices(e.r, e.app, u); err != nil {
		return err
	}
	if e.q.Template != "" {
		to.Devices = slices.DeleteFunc(to.Devices, func(d PushDevice) bool { return d.Platform != e.q.Platform })
		n, err := getGrants(e.r, e.app, u, e.q.Template)
		if err != nil || n == 0 || len(to.Devices) == 0 {
			p.Skipped++
			return err
		}
	}
	if to.Unread, err = e.unreads.count(e.r, e.app, u, e.q.Conv, e.now()); err != nil {
		return err
	}
	p.Users = append(p.Users, to)
	return nil
}

func (e *pushing) quiet(u UserID, mentioned bool) (bool, error) {
	mine, err := getDND(e.r, e.app, u)
	if err != nil {
		return false, err
	}
	one, err := getConversationDND(e.r, e.app, u, e.q.Conv)
	return Quiet(mine, one, mentioned, e.now()), err
}

func getPushDevices(r Reader, app AppName, u UserID) (devices []PushDevice, err error) {
	scanErr := r.Scan(prefix(app, "pushdevice", string(u)), nil, false, func(_, b []byte) bool {
		var d PushDevice
		err = json.Unmarshal(b, &d)
		devices = append(devices, d)
		return err == nil
	})
	return devices, orFirst(scanErr, err)
}

// excerptMost is how many characters of a text a push shows.
const excerptMost = 100

// sorts stand for messages without a text, as chat apps in China show them.
var sorts = map[string]string{
	"img": "[图片]", "audio": "[语音]", "video": "[视频]", "file": "[文件]", "loc": "[位置]", "combine": "[聊天记录]",
}

func excerpt(typ string, body json.RawMessage) string {
	var b struct {
		Text string `json:"text"`
		Name string `json:"name"`
	}
	_ = json.Unmarshal(body, &b) // a body in which they are something else has none
	switch typ {
	case "txt":
		return firstRunes(b.Text, excerptMost)
	case "file":
		if b.Name != "" {
			return sorts[typ] + " " + firstRunes(b.Name, excerptMost)
		}
	}
	return orDefault(sorts[typ], "[消息]")
}

func firstRunes(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
