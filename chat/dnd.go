package chat

import (
	"regexp"
	"sync"
	"time"
)

// MaxDND bounds the conversations for which a user has settings of his own.
const MaxDND = 6_000

// DNDMode says which messages may disturb a user.
type DNDMode string

// The modes.
const (
	DNDAll      DNDMode = "all"      // every message
	DNDMentions DNDMode = "mentions" // only those that mention the user
	DNDNone     DNDMode = "none"
)

// DND says when messages must not disturb a user: no push is sent. Messages arrive all the same.
type DND struct {
	Mode   DNDMode    `json:"mode,omitempty" enum:"all,mentions,none" doc:"Which messages disturb: all, those that mention you, or none. Of a conversation, absent: as for all conversations"`
	Window *DNDWindow `json:"window,omitempty" doc:"A part of each day in which nothing disturbs"`
	Until  int64      `json:"until,omitempty" doc:"Until then nothing disturbs, milliseconds since 1970"`
}

// DNDWindow is a part of each day by the clock of a place, from a minute on until before another: across midnight when
// From is later than To.
type DNDWindow struct {
	From string `json:"from" example:"22:00" doc:"HH:MM"`
	To   string `json:"to" example:"07:00" doc:"HH:MM"`
	Zone string `json:"zone" example:"Asia/Shanghai" doc:"By the clock of this zone of the IANA time zone database"`
}

// ConversationDND is the setting of one conversation.
type ConversationDND struct {
	With Address `json:"conversation"`
	DND
}

// Quiet tells that a message must not disturb a user at a time: by his settings for all conversations, or by those for
// the conversation. A time to be quiet of either holds, for mentions too; of the modes the conversation's goes before.
func Quiet(mine, conversation DND, mentioned bool, at time.Time) bool {
	for _, d := range []DND{mine, conversation} {
		if at.UnixMilli() < d.Until || d.Window != nil && d.Window.contains(at) {
			return true
		}
	}
	mode := conversation.Mode
	if mode == "" {
		mode = mine.Mode
	}
	return mode == DNDNone || mode == DNDMentions && !mentioned
}

// contains tells whether the clock of the zone shows a minute of the window. What the clock shows counts: on a day when
// it is set forward the window may be shorter, or never come.
func (w *DNDWindow) contains(at time.Time) bool {
	zone, err := zoneOf(w.Zone)
	from, fromErr := minuteOf(w.From)
	to, toErr := minuteOf(w.To)
	if err != nil || fromErr != nil || toErr != nil {
		return false // a zone that this server's database does not know any more
	}
	local := at.In(zone)
	now := local.Hour()*60 + local.Minute()
	if from < to {
		return from <= now && now < to
	}
	return now >= from || now < to
}

func (d *DND) check(now time.Time) error {
	switch d.Mode {
	case "", DNDAll, DNDMentions, DNDNone:
	default:
		return Errorf(CodeInvalid, "%q is no mode: use all, mentions or none", clip(string(d.Mode))).At("mode")
	}
	if d.Until != 0 && d.Until <= now.UnixMilli() {
		return Errorf(CodeInvalid, "the time until which nothing disturbs has passed").At("until")
	}
	if d.Window == nil {
		return nil
	}
	return d.Window.check()
}

func (w *DNDWindow) check() error {
	if _, err := minuteOf(w.From); err != nil {
		return err.At("window.from")
	}
	if _, err := minuteOf(w.To); err != nil {
		return err.At("window.to")
	}
	if w.From == w.To {
		return Errorf(CodeInvalid, "the window begins when it ends: for a whole day use the mode none").At("window.to")
	}
	if _, err := zoneOf(w.Zone); err != nil {
		return Errorf(CodeInvalid, "%q is no time zone: use a name such as Asia/Shanghai or UTC", clip(w.Zone)).At("window.zone")
	}
	return nil
}

// minuteOf reads HH:MM as a minute of the day.
func minuteOf(s string) (int, *Error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, Errorf(CodeInvalid, "%q is no time of day: write HH:MM, from 00:00 to 23:59", clip(s))
	}
	return t.Hour()*60 + t.Minute(), nil
}

// zones are those that were asked for: to load one takes longer than all else about a push.
var zones sync.Map // string: *time.Location

// zoneForm is that of the names in the database: each zone has one name there, or few.
var zoneForm = regexp.MustCompile(`^[A-Za-z0-9_+-]{1,20}(/[A-Za-z0-9_+-]{1,20}){0,2}$`)

func zoneOf(name string) (*time.Location, error) {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location), nil
	}
	if name == "Local" || !zoneForm.MatchString(name) {
		return nil, Errorf(CodeInvalid, "no time zone")
	}
	zone, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, zone)
	}
	return zone, err
}
