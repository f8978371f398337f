package chat_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
)

// TestModel_SameAnswersAndSameSight plays random commands to the service and to a model that was written apart. Answers
// and refusals must be the same, and what everyone sees. MODEL_SEED repeats a run.
func TestModel_SameAnswersAndSameSight(t *testing.T) {
	const steps = 300
	first, runs := rand.Uint64(), uint64(15)
	if s := os.Getenv("MODEL_SEED"); s != "" {
		var err error
		if first, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
		runs = 1
	}
	for i := range runs {
		r := newModelRun(t, first+i)
		for n := range steps {
			if r.step(); n%20 == 19 {
				r.compare()
			}
		}
		r.replay()
	}
}

type modelRun struct {
	*talk
	*rand.Rand
	model   *model
	seed    uint64
	latest  int64    // ms: the latest that the clock ever showed
	done    []string // for the message of a failure
	said    []chat.Draft
	devices map[chat.UserID]*device
}

func newModelRun(t *testing.T, seed uint64) *modelRun {
	users := []chat.UserID{"ann", "bob", "cat", "dan", "eve"}
	r := &modelRun{talk: newTalk(t, users...), Rand: rand.New(rand.NewPCG(seed, 0)), seed: seed, devices: map[chat.UserID]*device{}}
	r.model = newModel(r.now.UnixMilli(), users)
	for _, u := range users {
		r.devices[u] = &device{user: u, awake: pick(r.Rand, 10, 50, 100), convs: map[string]*deviceConv{}}
	}
	if r.model.tells = seed%2 == 0; !r.model.tells {
		s := chat.DefaultSettings()
		s.TellBlocked = false
		_, err := r.ChangeApp(ctx, "default", chat.AppChange{Settings: &s})
		r.must(err)
	}
	return r
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func (r *modelRun) chance(percent int) bool { return r.IntN(100) < percent }

func (r *modelRun) user() chat.UserID { return pick(r.Rand, r.model.users...) }

// anyUser is sometimes one that is not there.
func (r *modelRun) anyUser() chat.UserID {
	if r.chance(4) {
		return "nobody"
	}
	return r.user()
}

func (r *modelRun) group() chat.GroupID {
	return pick[chat.GroupID](r.Rand, "g1", "g1", "g2", "g3", "g4")
}

func (r *modelRun) address() chat.Address {
	if r.chance(50) {
		return chat.GroupAddress(r.group())
	}
	return chat.UserAddress(r.user())
}

// seq is mostly one of the newest of a conversation, at times one that is not there.
func (r *modelRun) seq(u chat.UserID, with chat.Address) uint64 {
	n := r.model.conv(u, with).seq()
	if r.chance(10) {
		return r.Uint64N(n + 3)
	}
	return max(1, n-min(n, r.Uint64N(8)))
}

// step plays one command.
func (r *modelRun) step() {
	u, with := r.user(), r.address()
	switch n := r.IntN(100); {
	case n < 34:
		r.playSend(u, with)
	case n < 44:
		r.playRead(u, with)
	case n < 52:
		r.playChange(u, with, "recall")
	case n < 60:
		r.playChange(u, with, "edit")
	case n < 68:
		r.playErase(u, with)
	case n < 76:
		r.playChange(u, with, "react")
	case n < 80:
		r.playCreate(u)
	case n < 90:
		r.playMembers(u)
	case n < 93:
		r.playBlock(u)
	case n < 94:
		r.playEnd(u)
	default:
		r.playTime()
	}
}

// same compares the two answers to a command.
func (r *modelRun) same(what string, got any, err error, want any, code chat.Code) {
	r.t.Helper()
	r.done = append(r.done, fmt.Sprintf("%s → %s", what, refusal(err)))
	if refusal(err) != code {
		r.fail("refused with %q (%v), the model says %q", refusal(err), err, code)
	}
	if err == nil && got != want {
		r.fail("\nanswer %+v\nmodel  %+v", got, want)
	}
}

func (r *modelRun) fail(format string, args ...any) {
	r.t.Helper()
	last := r.done[max(0, len(r.done)-60):]
	r.t.Fatalf("%s\nafter\n  %s\nMODEL_SEED=%d, step %d", fmt.Sprintf(format, args...), strings.Join(last, "\n  "), r.seed, len(r.done))
}

func (r *modelRun) draft(with chat.Address) chat.Draft {
	if len(r.said) > 0 && r.chance(15) {
		d := pick(r.Rand, r.said...) // again, perhaps to another one or by another one
		if r.chance(30) {
			d.Body = json.RawMessage(`{"text":"other words","lat":1,"lng":2}`)
		}
		return d
	}
	d := chat.Draft{To: with, Type: pick(r.Rand, "txt", "txt", "txt", "custom", "loc", "cmd"), Body: json.RawMessage(fmt.Sprintf(`{"text":"words %d","lat":1,"lng":2}`, r.IntN(100)))}
	if r.chance(40) {
		d.CID = fmt.Sprint("c", r.IntN(30))
	}
	if r.chance(10) {
		store := r.chance(50)
		d.Store = &store
	}
	d.Silent = r.chance(10)
	if r.chance(10) {
		d.ExpiresIn = 1 + r.Int64N(300)
	}
	if with.Kind == chat.KindGroup && r.chance(20) {
		for range 1 + r.IntN(2) {
			d.Only = append(d.Only, r.anyUser())
		}
	}
	return d
}

func (r *modelRun) playSend(u chat.UserID, with chat.Address) {
	r.t.Helper()
	if with.Kind == chat.KindUser && r.chance(4) {
		with.ID = "nobody"
	}
	d := r.draft(with)
	r.said = append(r.said, d)
	got, err := r.Send(ctx, as(u), d)
	want, code := r.model.send(u, d, got.ID)
	if want.Seq == 0 { // not stored: the id and the time mean nothing
		got.ID, got.TS = "", 0
	}
	r.same(fmt.Sprintf("%s sends %s cid %q %s %s, %+v", u, d.To, d.CID, d.Type, d.Body, d.SendOptions), got, err, want, code)
}

func (r *modelRun) playRead(u chat.UserID, with chat.Address) {
	seq := r.seq(u, with)
	if r.chance(30) {
		seq = 0
	}
	got, err := r.MarkRead(ctx, as(u), with, seq)
	want, code := r.model.markRead(u, with, seq)
	r.same(fmt.Sprint(u, " reads ", with, " to ", seq), got, err, want, code)
}

func (r *modelRun) playChange(u chat.UserID, with chat.Address, how string) {
	seq := r.seq(u, with)
	if msgs := r.model.conv(u, with).msgs; how != "react" && seq > 0 && seq <= uint64(len(msgs)) && msgs[seq-1].From != "" && r.chance(70) {
		if with.Kind == chat.KindUser && msgs[seq-1].From != u {
			with = chat.UserAddress(u) // as the sender means it
		}
		u = msgs[seq-1].From
	}
	var got chat.Message
	var want shown
	var err error
	var code chat.Code
	switch how {
	case "recall":
		got, err = r.Recall(ctx, as(u), with, seq, "")
		want, code = r.model.recall(u, with, seq)
	case "edit":
		how = pick(r.Rand, `{"text":"new words"}`, `{"text":"newer words"}`, `{"no":"words"}`)
		got, err = r.Edit(ctx, as(u), with, seq, json.RawMessage(how), nil)
		want, code = r.model.edit(u, with, seq, how)
	default:
		kind, on := pick(r.Rand, "👍", "👎", "x"), r.chance(70)
		how = fmt.Sprint(how, " ", kind, on)
		got, err = r.React(ctx, as(u), with, seq, kind, on)
		want, code = r.model.react(u, with, seq, kind, on)
	}
	var answer shown
	if err == nil {
		answer = seen(got)
	}
	r.same(fmt.Sprint(u, ": ", how, " ", with, " ", seq), answer, err, want, code)
}

func (r *modelRun) playErase(u chat.UserID, with chat.Address) {
	var seqs []uint64
	upTo, all := uint64(0), false
	switch n := r.IntN(10); {
	case n < 6:
		for range 1 + r.IntN(3) {
			seqs = append(seqs, r.seq(u, with))
		}
	case n < 9:
		upTo = r.seq(u, with) + 1
	default:
		all = true
	}
	err := r.Erase(ctx, as(u), with, seqs, upTo, all)
	r.same(fmt.Sprint(u, " deletes ", with, " ", seqs, upTo, all), nil, err, nil, r.model.erase(u, with, seqs, upTo, all))
}

func (r *modelRun) playCreate(u chat.UserID) {
	id, others, shows := r.group(), []chat.UserID{r.user(), r.anyUser()}, r.chance(50)
	g, err := r.CreateGroup(ctx, as(u), chat.NewGroup{ID: id, Members: others, GroupSettings: chat.GroupSettings{HistoryForNew: &shows}})
	code := r.model.create(u, id, others, shows)
	r.same(fmt.Sprint(u, " makes ", id, " with ", others, shows), g.Members, err, r.members(id), code)
}

func (r *modelRun) members(id chat.GroupID) int {
	if g := r.model.groups[id]; g != nil {
		return len(g.roles)
	}
	return 0
}

func (r *modelRun) playMembers(u chat.UserID) {
	id, other := r.group(), r.anyUser()
	switch r.IntN(10) {
	case 0, 1, 2, 3:
		users := []chat.UserID{other, r.user()}
		g, err := r.AddMembers(ctx, as(u), id, users)
		code := r.model.addMembers(u, id, users)
		r.same(fmt.Sprint(u, " adds ", users, " to ", id), g.Members, err, r.members(id), code)
	case 4, 5:
		g, err := r.RemoveMembers(ctx, as(u), id, []chat.UserID{other})
		code := r.model.remove(u, id, other)
		r.same(fmt.Sprint(u, " removes ", other, " from ", id), g.Members, err, r.members(id), code)
	case 6, 7:
		g, err := r.Leave(ctx, as(u), id)
		code := r.model.remove(u, id, u)
		r.same(fmt.Sprint(u, " leaves ", id), g.Members, err, r.members(id), code)
	default:
		admin := r.chance(70)
		_, err := r.SetAdmin(ctx, as(u), id, other, admin)
		r.same(fmt.Sprint(u, ": admin ", other, admin, " of ", id), nil, err, nil, r.model.setAdmin(u, id, other, admin))
	}
}

// playEnd dismisses or hands over a group.
func (r *modelRun) playEnd(u chat.UserID) {
	id, other := r.group(), r.anyUser()
	if g := r.model.groups[id]; g != nil && r.chance(60) {
		u = g.owner
	}
	if r.chance(60) {
		_, err := r.TransferGroup(ctx, as(u), id, other)
		r.same(fmt.Sprint(u, " gives ", id, " to ", other), nil, err, nil, r.model.transfer(u, id, other))
		return
	}
	r.same(fmt.Sprint(u, " dismisses ", id), nil, r.DismissGroup(ctx, as(u), id), nil, r.model.dismiss(u, id))
}

func (r *modelRun) playBlock(u chat.UserID) {
	other, on := r.anyUser(), r.chance(40)
	var err error
	if on {
		_, err = r.Block(ctx, as(u), other)
	} else {
		err = r.Unblock(ctx, as(u), other)
	}
	r.same(fmt.Sprint(u, " blocks ", other, on), nil, err, nil, r.model.block(u, other, on))
}

// playTime lets time pass, now and then a clock is set back; and what ran out is purged, or not yet.
func (r *modelRun) playTime() {
	by := pick(r.Rand, time.Second, 20*time.Second, time.Minute, 90*time.Second, time.Hour, 3*24*time.Hour, -5*time.Second)
	r.now = r.now.Add(by)
	r.model.now = r.now.UnixMilli()
	r.latest = max(r.latest, r.model.now)
	purge := r.chance(50)
	if purge {
		r.must(r.Purge(ctx))
		r.model.purge()
	}
	r.done = append(r.done, fmt.Sprint(by, " pass, purge ", purge))
}

// compare checks what every user sees: in the list, in the history, and on a device.
func (r *modelRun) compare() {
	r.t.Helper()
	for _, u := range r.model.users {
		page, err := r.Conversations(as(u), "", 100)
		r.must(err)
		listed := map[string]bool{}
		for _, v := range page.Conversations {
			listed[v.With.String()] = true
		}
		d := r.devices[u]
		follows := r.chance(d.awake)
		if follows {
			d.follow(r.talk)
		}
		for _, with := range r.everywhere() {
			r.compareOne(u, with, listed[with.String()], d, follows)
		}
	}
}

func (r *modelRun) everywhere() (all []chat.Address) {
	for _, u := range r.model.users {
		all = append(all, chat.UserAddress(u))
	}
	for _, g := range []chat.GroupID{"g1", "g2", "g3", "g4"} {
		all = append(all, chat.GroupAddress(g))
	}
	return all
}

func (r *modelRun) compareOne(u chat.UserID, with chat.Address, listed bool, d *device, follows bool) {
	r.t.Helper()
	c := r.model.conv(u, with)
	s := c.sides[u]
	v, err := r.Conversation(as(u), with)
	if s == nil {
		if refusal(err) != chat.CodeNotFound {
			r.fail("%s has %s: %+v, %v", u, with, v, err)
		}
		return
	}
	r.must(err)
	want := r.model.view(u, with)
	if got := brief(v); got != want || listed != (!s.left && !s.hidden) {
		r.fail("%s and %s, listed %t\nhas   %+v\nmodel %+v", u, with, listed, got, want)
	}
	if s.left {
		if follows && d.convs[with.String()] != nil {
			r.fail("%s left %s, his device does not know", u, with)
		}
		return
	}
	all := r.model.history(u, c)
	r.sameAll(fmt.Sprint("history of ", with, " for ", u), r.wholeHistory(u, with, 1+r.IntN(100)), all)
	if !follows {
		return
	}
	dc := d.convs[with.String()]
	if dc == nil {
		r.fail("the device of %s does not know %s", u, with)
	}
	if got := brief(dc.view); got != want {
		r.fail("%s and %s\ndevice %+v\nmodel  %+v", u, with, got, want)
	}
	shows := dc.shows(r.model.now)
	for i := range min(len(shows), len(all)) {
		// What had run out when the device asked does not come back to it when the clock is set back.
		if x := all[i]; x.Expires > 0 && x.Expires <= r.latest && shows[i] == x.nothing() {
			all[i] = shows[i]
		}
	}
	r.sameAll(fmt.Sprint("device of ", u, " with ", with), shows, all)
}

func (r *modelRun) sameAll(what string, got, want []shown) {
	r.t.Helper()
	if slices.Equal(got, want) {
		return
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			r.fail("%s\nis    %+v\nmodel %+v", what, got[i], want[i])
		}
	}
	r.fail("%s has %d messages, the model %d", what, len(got), len(want))
}

// replay applies what was written down of all commands to another log.
func (r *modelRun) replay() {
	r.t.Helper()
	other := chattest.NewColdLog()
	for _, c := range r.log.Applied() {
		written, err := json.Marshal(c)
		r.must(err)
		var read chat.Command
		r.must(json.Unmarshal(written, &read))
		r.must(other.Propose(&chat.Proposal{Command: read}))
	}
	if other.Hash() != r.log.Hash() {
		r.fail("the same commands gave another state")
	}
}
