package chat

import (
	"encoding/json"
	"errors"
	"slices"
)

// contactEvent is told to the devices of those whom a change of contacts concerns [PROTOCOL 5.5].
type contactEvent struct {
	Event  string  `json:"event"`
	From   UserID  `json:"from"` // who did it
	To     UserID  `json:"to"`
	Text   string  `json:"text,omitempty"`
	Remark *string `json:"remark,omitempty"`

	Ext json.RawMessage `json:"ext,omitempty"`
}

// pair is what two users have with each other, as one command works on it.
type pair struct {
	s      *state
	me, to UserID
	mine   contact // my record of the other
	theirs contact // the other's record of me
	my     *standing
	their  *standing // nil when the other's account is gone
}

// between reads a pair. The other must exist unless gone is allowed: what was before he left can be taken away.
func (s *state) between(me, to UserID, gone bool) (p *pair, err error) {
	p = &pair{s: s, me: me, to: to}
	if me == to {
		return nil, Errorf(CodeInvalid, "you cannot have yourself as a contact").At("user")
	}
	if p.my, err = s.user(me, "from"); err != nil {
		return nil, err
	}
	if p.their, err = getStanding(s.tx, s.app, to); err != nil {
		return nil, err
	}
	if p.their == nil && !gone {
		return nil, Errorf(CodeNoUser, "there is no user %q", clip(string(to))).At("user")
	}
	if p.mine, err = getContact(s.tx, s.app, me, to); err != nil {
		return nil, err
	}
	p.theirs, err = getContact(s.tx, s.app, to, me)
	return p, err
}

// write stores both records, and counts again.
func (p *pair) write(mine, theirs contact) error {
	if err := p.s.setContact(p.me, p.to, p.my, p.mine, mine); err != nil {
		return err
	}
	p.mine = mine
	if p.their == nil || theirs == p.theirs {
		return nil
	}
	err := p.s.setContact(p.to, p.me, p.their, p.theirs, theirs)
	p.theirs = theirs
	return err
}

// setContact replaces a record and keeps the owner's counts. A record that says nothing is deleted.
func (s *state) setContact(u, other UserID, st *standing, before, after contact) error {
	counts := *st
	for _, c := range []struct {
		count         *uint64
		before, after uint64
	}{{&st.friends, before.since, after.since}, {&st.blocked, before.blocked, after.blocked}, {&st.asked, before.asked, after.asked}, {&st.received, before.received, after.received}} {
		switch {
		case c.before == 0 && c.after > 0:
			*c.count++
		case c.before > 0 && c.after == 0:
			*c.count -= min(1, *c.count)
		}
	}
	if *st != counts {
		if err := s.setStanding(u, st); err != nil {
			return err
		}
	}
	if after == (contact{}) {
		return s.delete(contactKey(s.app, u, other))
	}
	return s.set(contactKey(s.app, u, other), after.encode())
}

func tooManyFriends(u UserID) *Error {
	return Errorf(CodeTooMany, "%q has %d friends, more are not allowed", u, MaxFriends).At("user")
}

// befriend makes both friends at once.
func (p *pair) befriend() error {
	switch {
	case p.my.friends >= MaxFriends:
		return tooManyFriends(p.me)
	case p.their.friends >= MaxFriends:
		return tooManyFriends(p.to)
	}
	mine, theirs := p.mine, p.theirs
	mine.since, theirs.since = uint64(p.s.at), uint64(p.s.at)
	mine.asked, mine.received, mine.text = 0, 0, ""
	theirs.asked, theirs.received, theirs.text = 0, 0, ""
	if err := p.write(mine, theirs); err != nil {
		return err
	}
	return p.tell("contact.accepted", "")
}

// tell tells both.
func (p *pair) tell(event, text string) error {
	return p.s.tell([]UserID{p.me, p.to}, contactEvent{Event: event, From: p.me, To: p.to, Text: text})
}

// tellMine tells the own devices only.
func (p *pair) tellMine(event string) error {
	return p.s.tell([]UserID{p.me}, contactEvent{Event: event, From: p.me, To: p.to})
}

// askContact asks another user to be a friend; where no consent is needed, both are friends at once.
type askContact struct {
	User   UserID `json:"user"`
	To     UserID `json:"to"`
	Text   string `json:"text,omitempty"`
	AtOnce bool   `json:"at_once,omitempty"` // by the app's key: no consent is needed
}

func (op *askContact) apply(s *state) (any, error) {
	p, err := s.between(op.User, op.To, false)
	if err != nil {
		return nil, err
	}
	a, err := getApp(s.tx, s.app)
	if err != nil {
		return nil, err
	}
	switch {
	case p.mine.since > 0:
	case p.mine.blocked > 0 && !op.AtOnce:
		return nil, Errorf(CodeForbidden, "you block %q: unblock first", op.To).At("user")
	case p.theirs.blocked > 0 && !op.AtOnce:
		err = op.unheard(p, a.Settings)
	case op.AtOnce || !a.Settings.ContactsNeedConsent || p.mine.received > 0:
		err = p.befriend()
	case p.mine.asked == 0 || p.theirs.received == 0: // he may have blocked and unblocked meanwhile
		err = op.ask(p)
	}
	return p.mine.relation(op.To), err
}

func (op *askContact) ask(p *pair) error {
	switch {
	case p.my.friends >= MaxFriends:
		return tooManyFriends(op.User)
	case p.my.asked >= MaxRequests && p.mine.asked == 0:
		return Errorf(CodeTooMany, "%d friend requests of %q wait for an answer, more are not allowed", MaxRequests, op.User).At("user")
	case p.their.received >= MaxRequests:
		return Errorf(CodeTooMany, "%d friend requests wait for %q, more are not allowed", MaxRequests, op.To).At("user")
	}
	mine, theirs := p.mine, p.theirs
	mine.asked, theirs.received, theirs.text = uint64(p.s.at), uint64(p.s.at), op.Text
	if err := p.write(mine, theirs); err != nil {
		return err
	}
	return p.tell("contact.requested", op.Text)
}

// unheard is a request to somebody who blocks: refused, or as if it were waiting, on the asker's side only.
func (op *askContact) unheard(p *pair, set Settings) error {
	if set.TellBlocked {
		return errBlocked(op.To).At("user")
	}
	if p.my.asked >= MaxRequests && p.mine.asked == 0 {
		return Errorf(CodeTooMany, "%d friend requests of %q wait for an answer, more are not allowed", MaxRequests, op.User).At("user")
	}
	if p.mine.asked > 0 {
		return nil
	}
	mine := p.mine
	mine.asked = uint64(p.s.at)
	if err := p.write(mine, p.theirs); err != nil {
		return err
	}
	return p.s.tell([]UserID{p.me}, contactEvent{Event: "contact.requested", From: p.me, To: p.to, Text: op.Text})
}

// answerContact accepts or declines a friend request.
type answerContact struct {
	User   UserID `json:"user"`
	From   UserID `json:"from"` // who asked
	Accept bool   `json:"accept"`
}

func (op *answerContact) apply(s *state) (any, error) {
	p, err := s.between(op.User, op.From, false)
	if err != nil {
		return nil, err
	}
	if p.mine.received == 0 {
		return nil, Errorf(CodeNotFound, "there is no friend request of %q", op.From).At("user")
	}
	if op.Accept {
		err = p.befriend()
		return p.mine.relation(op.From), err
	}
	mine, theirs := p.mine, p.theirs
	mine.received, mine.text, theirs.asked = 0, "", 0
	if err := p.write(mine, theirs); err != nil {
		return nil, err
	}
	return p.mine.relation(op.From), p.tell("contact.declined", "")
}

// removeContact ends a friendship, or takes back a request that waits.
type removeContact struct {
	User  UserID `json:"user"`
	Other UserID `json:"other"`
}

func (op *removeContact) apply(s *state) (any, error) {
	p, err := s.between(op.User, op.Other, true)
	if err != nil {
		return nil, err
	}
	if p.mine.since == 0 && p.mine.asked == 0 {
		return nil, Errorf(CodeNotFound, "%q is no friend of yours", clip(string(op.Other))).At("user")
	}
	unheard := p.mine.since == 0 && p.theirs.received == 0 // a request that the other one never saw
	if p.mine.since > 0 {                                  // where only friends may see who is online
		s.emit(&PresenceChanged{App: s.app, User: op.User, To: op.Other})
		s.emit(&PresenceChanged{App: s.app, User: op.Other, To: op.User})
	}
	if err := p.part(); err != nil {
		return nil, err
	}
	if unheard {
		return nil, p.tellMine("contact.removed")
	}
	return nil, p.tell("contact.removed", "")
}

// part ends what is between the two, but for blocks.
func (p *pair) part() error {
	mine, theirs := contact{blocked: p.mine.blocked}, contact{blocked: p.theirs.blocked}
	return p.write(mine, theirs)
}

// remarkContact changes what only the user himself sees of a friend.
type remarkContact struct {
	User   UserID  `json:"user"`
	Other  UserID  `json:"other"`
	Remark *string `json:"remark,omitempty"` // nil: as before

	Ext json.RawMessage `json:"ext,omitempty"` // nil: as before
}

func (op *remarkContact) apply(s *state) (any, error) {
	p, err := s.between(op.User, op.Other, true)
	if err != nil {
		return nil, err
	}
	if p.mine.since == 0 {
		return nil, Errorf(CodeNotFound, "%q is no friend of yours", clip(string(op.Other))).At("user")
	}
	mine := p.mine
	change(&mine.remark, op.Remark)
	if op.Ext != nil {
		if mine.ext = string(op.Ext); saysNothing(op.Ext) {
			mine.ext = ""
		}
	}
	if mine == p.mine {
		return mine.relation(op.Other), nil
	}
	if err := p.write(mine, p.theirs); err != nil {
		return nil, err
	}
	return mine.relation(op.Other), s.tell([]UserID{p.me}, contactEvent{Event: "contact.changed", From: p.me, To: p.to, Remark: &mine.remark, Ext: rawOrNil(mine.ext)})
}

// blockUser puts a user on the blocklist, or takes him off. The other one is not told.
type blockUser struct {
	User  UserID `json:"user"`
	Other UserID `json:"other"`
	Block bool   `json:"block"`
}

func (op *blockUser) apply(s *state) (any, error) {
	p, err := s.between(op.User, op.Other, !op.Block)
	if err != nil {
		return nil, err
	}
	if op.Block == (p.mine.blocked > 0) {
		return p.mine.relation(op.Other), nil
	}
	mine, event := p.mine, "contact.unblocked"
	mine.blocked = 0
	if op.Block {
		if p.my.blocked >= MaxBlocked {
			return nil, Errorf(CodeTooMany, "you block %d users, more are not allowed", MaxBlocked).At("user")
		}
		// His request disappears; he goes on to see it waiting.
		mine.blocked, mine.received, mine.text, event = uint64(s.at), 0, "", "contact.blocked"
	}
	if err := p.write(mine, p.theirs); err != nil {
		return nil, err
	}
	s.emit(&PresenceChanged{App: s.app, User: op.User, To: op.Other})
	if err := p.tellMine(event); err != nil {
		return nil, err
	}
	return p.mine.relation(op.Other), op.refresh(s)
}

// refresh has the user's devices read the conversation with the other again: who blocks sees no marks of who is blocked.
func (op *blockUser) refresh(s *state) error {
	conv := Between(op.User, op.Other)
	v, err := getView(s.tx, s.app, op.User, conv)
	if v == nil || err != nil {
		return err
	}
	if v.pos, err = feedPos(s.tx, s.app); err != nil {
		return err
	}
	return s.setView(op.User, conv, v)
}

// forgetContacts ends what a user who is being deleted has with others, up to most of them, and tells whether more
// are left. Who blocks him goes on to.
func (s *state) forgetContacts(u UserID, most int) (more bool, err error) {
	var others []UserID
	if err := eachContact(s.tx, s.app, u, "", func(other UserID, _ contact) bool {
		others = append(others, other)
		return len(others) < most
	}); err != nil {
		return false, err
	}
	for _, other := range others {
		p, err := s.between(u, other, true)
		if err != nil {
			return false, err
		}
		known := p.theirs.since > 0 || p.theirs.asked > 0 || p.theirs.received > 0
		if err := p.write(contact{}, contact{blocked: p.theirs.blocked}); err != nil {
			return false, err
		}
		if !known || p.their == nil {
			continue
		}
		if err := s.tell([]UserID{other}, contactEvent{Event: "contact.removed", From: u, To: other}); err != nil {
			return false, err
		}
	}
	return len(others) == most, nil
}

// friendsOf lists the friends of a user by id.
func friendsOf(r Reader, app AppName, u UserID) (friends []UserID, err error) {
	err = eachContact(r, app, u, "", func(other UserID, c contact) bool {
		if c.since > 0 {
			friends = append(friends, other)
		}
		return true
	})
	return slices.Clip(friends), err
}

func errBlocked(to UserID) *Error {
	return Errorf(CodeBlocked, "%q does not want to hear from you", to).At("to")
}

// errUnheard is not for clients: a message that the receiver blocks and whose sender is not told so.
var errUnheard = errors.New("the receiver blocks the sender, who is not to know")

// Something is at policyAt when only friends may write to each other: a setting that each 1:1 message asks for, apart from
// the app's record, which is large.
func policyAt(a AppName) location { return located(a, "friendsonly") }

// mayReach lets a message to a user pass, or not; what the app's key sends passes.
func (op *sendMessage) mayReach(s *state) error {
	to := UserID(op.To.ID)
	if op.Admin {
		_, err := s.user(to, "to")
		return err
	}
	return mayReach(s.tx, s.app, op.From, to)
}

// signalMark tells the other side of a 1:1 conversation how far it was read or delivered, unless it blocks who reads.
func (s *state) signalMark(name string, from UserID, to Address, conv Conversation, h head, seq uint64) error {
	st, err := getStanding(s.tx, s.app, UserID(to.ID))
	if err != nil || st == nil {
		return err
	}
	if st.blocked > 0 {
		c, err := getContact(s.tx, s.app, UserID(to.ID), from)
		if err != nil || c.blocked > 0 {
			return err
		}
	}
	if h.pos, err = feedPos(s.tx, s.app); err != nil {
		return err
	}
	s.emit(&Signal{App: s.app, From: from, To: to, Name: name, Seq: seq})
	return s.setHead(conv, h)
}

// setPolicy keeps what sending, retaining and queueing ask of an app's settings.
func (s *state) setPolicy(a App) error {
	if err := s.setQueueLimits(a.Name, a.Settings.queueLimits()); err != nil {
		return err
	}
	if err := s.setUse(retainedMostKey(a.Name), a.Settings.retainedMost()); err != nil {
		return err
	}
	was, err := exists(s.tx, policyAt(a.Name))
	switch {
	case err != nil || was == a.Settings.FriendsOnly:
		return err
	case was:
		return s.delete(policyAt(a.Name).key())
	}
	return s.set(policyAt(a.Name).key(), []byte{1})
}

// mayReach checks whether a user may write to another: he is there, does not block, and is a friend if he has to be.
// Of most pairs it reads nothing but the other's standing.
func mayReach(r Reader, app AppName, from, to UserID) error {
	st, err := lookup[standing](r, standingAt(app, to))
	if err != nil {
		return err
	}
	if st == nil {
		return Errorf(CodeNoUser, "there is no user %q", clip(string(to))).At("to")
	}
	only, err := exists(r, policyAt(app))
	if err != nil || from == to || !only && st.blocked == 0 {
		return err
	}
	c, err := getContact(r, app, to, from)
	switch {
	case err != nil:
		return err
	case c.blocked > 0:
		a, err := getApp(r, app)
		if err == nil && !a.Settings.TellBlocked {
			err = errUnheard
		}
		return orRefuse(err, errBlocked(to))
	case only && c.since == 0:
		return Errorf(CodeNotFriend, "only friends may write to each other: %q is no friend of %q", from, to).At("to")
	}
	return nil
}
