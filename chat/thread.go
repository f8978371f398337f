package chat

import "slices"

// Limits of threads.
const (
	MaxThreads        = 10_000 // of one group
	MaxThreadsPerUser = 500    // that a user is in
	MaxThreadName     = 64     // characters
	MaxThreadsLast    = 20     // whose last messages one call gives
	MaxThreadsLeft    = 500    // memberships in threads that one command ends with those in their group
)

// A thread is a small conversation that hangs from a message of a group. It is stored as a group of its own kind, so
// that all that holds for the messages of a group holds in it. Its members are members of the group it belongs to:
// who leaves that group leaves its threads in the same command, and a thread is gone with its group.

// ThreadOf says from which message a thread hangs.
type ThreadOf struct {
	Group   GroupID `json:"group"`
	Seq     uint64  `json:"seq" doc:"Of the message, in the group"`
	Message string  `json:"message" doc:"The message's id"`
}

// Thread is a thread as the members of its group see it.
type Thread struct {
	ID GroupID `json:"id" doc:"The thread's messages are those of group/ID"`
	ThreadOf
	Name     string   `json:"name"`
	Owner    UserID   `json:"owner" doc:"Who made it"`
	Created  int64    `json:"created" doc:"Milliseconds since 1970"`
	Members  int      `json:"members,omitempty" doc:"How many are in it; absent where a message is delivered live"`
	Messages uint64   `json:"messages,omitempty" doc:"How many were written to it; events and silent ones do not count"`
	Last     *Message `json:"last,omitempty" doc:"The newest message"`
	Joined   bool     `json:"joined,omitempty" doc:"The user who asks is in it; only in answers about threads"`
}

// NewThread is a thread to make.
type NewThread struct {
	Seq  uint64 `json:"seq" minimum:"1" doc:"Of the message from which it hangs"`
	Name string `json:"name" doc:"1 to 64 characters"`
}

// ThreadRename is a thread's new name.
type ThreadRename struct {
	Name string `json:"name" doc:"1 to 64 characters"`
}

// LastOfThread is the newest message of a thread.
type LastOfThread struct {
	Thread GroupID  `json:"thread"`
	Last   *Message `json:"last,omitempty" doc:"Absent when nothing was written to it"`
}

// static is what of a thread stands in the stored message from which it hangs: what changes with each message is read.
func (g *Group) static() *Thread {
	return &Thread{ID: g.ID, ThreadOf: *g.ThreadOf, Name: g.Name, Owner: g.Owner, Created: g.Created}
}

// threadListKey lists the threads of a group; their ids sort by time.
func threadListKey(a AppName, g, thread GroupID) []byte {
	return key(a, "thread", string(g), string(thread))
}

// inThreadKey lists the threads of a group that a user is in.
func inThreadKey(a AppName, u UserID, g, thread GroupID) []byte {
	return key(a, "inthread", string(u), string(g), string(thread))
}

// getHall finds what messages to a group address go to: a group, or a thread whose group is there.
func getHall(r Reader, app AppName, id GroupID) (Group, error) {
	b, err := r.Get(groupKey(app, id))
	if err != nil || b == nil {
		return Group{}, orRefuse(err, noGroup(id))
	}
	g, err := decodeGroup(id, b)
	if err != nil || g.ThreadOf == nil {
		return g, err
	}
	if parent, err := r.Get(groupKey(app, g.ThreadOf.Group)); err != nil || parent == nil {
		return Group{}, orRefuse(err, noGroup(id))
	}
	return g, nil
}

// getThread finds a thread whose group is there.
func getThread(r Reader, app AppName, id GroupID) (Group, error) {
	g, err := getHall(r, app, id)
	if AsErrorCode(err) == CodeNoGroup || err == nil && g.ThreadOf == nil {
		err = Errorf(CodeNoThread, "there is no thread %q", clip(string(id))).At("thread")
	}
	return g, err
}

// isThread tells whether a stored group is a thread, without decoding it.
func isThread(stored []byte) bool {
	return len(stored) > 0 && stored[0] <= groupFlagsMost && stored[0]&groupThread != 0
}

// readableThread finds a thread that the caller may know of: as a member of its group, or with the app's key.
func readableThread(r Reader, c Caller, id GroupID) (Group, error) {
	g, err := getThread(r, c.App, id)
	if err != nil || c.Admin {
		return g, err
	}
	return g, mustBeMember(r, c, g.ThreadOf.Group)
}

// overview is a thread with what changes with each message.
func (g *Group) overview(r Reader, app AppName, now int64) (*Thread, error) {
	t := g.static()
	t.Members = g.Members
	conv := Conversation(GroupAddress(g.ID).String())
	h, err := getHead(r, app, conv)
	if err != nil {
		return nil, err
	}
	t.Messages = h.count
	t.Last, err = lastSaid(&sight{r: r, app: app, conv: conv, now: now}, h)
	return t, err
}

// lastSaid finds the newest message of a thread that everyone may read, among the last few.
func lastSaid(g *sight, h head) (found *Message, err error) {
	if h.seq == 0 {
		return nil, nil
	}
	looked := 0
	scanErr := g.r.Scan(prefix(g.app, "msg", string(g.conv)), messageKey(g.app, g.conv, h.seq), true, func(k, b []byte) bool {
		m, e := g.message(lastNumber(k), b)
		if err = e; err == nil && len(m.Only) == 0 && !slices.Contains([]string{TypeEvent, TypeNone, TypeRecalled}, m.Type) {
			found = &m
		}
		looked++
		return err == nil && found == nil && looked < lastLook
	})
	return found, orFirst(scanErr, err)
}

// fill completes the thread that hangs from a message; nil when it is no longer there.
func (t *Thread) fill(g *sight) (*Thread, error) {
	thread, err := getThread(g.r, g.app, t.ID)
	if AsErrorCode(err) == CodeNoThread {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return thread.overview(g.r, g.app, g.now)
}

// threadsOf lists the threads of a group that a user is in.
func threadsOf(r Reader, app AppName, u UserID, g GroupID) (found []GroupID, err error) {
	p := prefix(app, "inthread", string(u), string(g))
	err = r.Scan(p, nil, false, func(k, _ []byte) bool {
		found = append(found, GroupID(k[len(p):]))
		return true
	})
	return found, err
}
