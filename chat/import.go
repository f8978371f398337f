package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"unicode/utf8"
)

// importers make the command of each kind of line, after they have checked what does not depend on the state.
var importers = map[string]func(importLine) (Op, error){
	"user":         readUserLine,
	"contact":      readContactLine,
	"group":        readGroupLine,
	"member":       readMemberLine,
	"group_ban":    readGroupBanLine,
	"super_admin":  readSuperAdminLine,
	"room":         readRoomLine,
	"room_user":    readRoomUserLine,
	"room_value":   readRoomValueLine,
	"dnd":          readDNDLine,
	"conversation": readConversationLine,
	"message":      readMessageLine,
	"view":         readViewLine,
}

// readLine makes the command of a line.
func readLine(line []byte, c Caller) (kind string, op Op, err error) {
	if len(line) > MaxImportLine {
		return "", nil, Errorf(CodeTooLarge, "the line has more than %d bytes", MaxImportLine)
	}
	var head struct {
		Kind string `json:"kind"`
	}
	if !utf8.Valid(line) || json.Unmarshal(line, &head) != nil {
		return "", nil, Errorf(CodeInvalid, "the line is no JSON object in UTF-8")
	}
	read, known := importers[head.Kind]
	if !known {
		return "", nil, Errorf(CodeInvalid, "%q is no kind of line: use user contact group member group_ban super_admin room room_user room_value dnd conversation message view", clip(head.Kind)).At("kind")
	}
	op, err = read(importLine{line, c})
	return head.Kind, op, err
}

// importLine is a line that is known to be JSON, and who imports it.
type importLine struct {
	text   []byte
	caller Caller
}

func (l importLine) decode(v any) error {
	if err := json.Unmarshal(l.text, v); err != nil {
		if e, refused := err.(*Error); refused {
			return e
		}
		return Errorf(CodeInvalid, "a field has the wrong type: %s", err)
	}
	l.caller.Fold(v)
	return nil
}

func readUserLine(line importLine) (Op, error) {
	var l userLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if err := checkID("user", string(l.User)); err != nil {
		return nil, err
	}
	if len(l.Hash) > 512 || l.Hash != "" && l.Hash[0] != '$' {
		return nil, Errorf(CodeInvalid, "password_hash is an argon2id hash in PHC format: $argon2id$v=19$…").At("password_hash")
	}
	if l.Created < 0 || l.BannedUntil < 0 || len(l.BanReason) > 256 {
		return nil, Errorf(CodeInvalid, "created and banned_until are milliseconds since 1970, ban_reason has 256 bytes at most").At("banned_until")
	}
	return &importUser{Account: l.Account, Hash: l.Hash}, l.Profile.check("profile.")
}

func readContactLine(line importLine) (Op, error) {
	var l contactLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if err := checkID("of", string(l.Of)); err != nil {
		return nil, err
	}
	if err := checkID("user", string(l.User)); err != nil {
		return nil, err
	}
	switch {
	case l.Of == l.User:
		return nil, Errorf(CodeInvalid, "a user is no contact of his own").At("user")
	case len(l.Remark) > MaxRemark || len(l.Text) > MaxAskText:
		return nil, Errorf(CodeTooLarge, "remark has %d bytes at most, text %d", MaxRemark, MaxAskText).At("remark")
	case checkPrivateExt(l.Ext) != nil:
		return nil, checkPrivateExt(l.Ext)
	case min(l.Since, l.Blocked, l.Requested, l.Received) < 0:
		return nil, Errorf(CodeInvalid, "since, blocked, requested and received are milliseconds since 1970").At("since")
	}
	return &importContact{Of: l.Of, Relation: l.Relation}, nil
}

func readGroupLine(line importLine) (Op, error) {
	var l groupLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	g := l.Group.withDefaults()
	if err := checkID("id", string(g.ID)); err != nil {
		return nil, err
	}
	if err := checkID("owner", string(g.Owner)); err != nil {
		return nil, err
	}
	if g.ThreadOf != nil {
		if err := checkID("thread_of.group", string(g.ThreadOf.Group)); err != nil {
			return nil, err
		}
		if err := checkID("thread_of.message", g.ThreadOf.Message); err != nil {
			return nil, err
		}
		if err := checkThreadName(g.Name); err != nil {
			return nil, err
		}
		if g.Public || g.ThreadOf.Seq == 0 {
			return nil, Errorf(CodeInvalid, "a thread is not public, and hangs from a message with a seq").At("thread_of")
		}
	}
	ch := GroupChange{&g.Name, &g.Avatar, &g.Announcement, g.Ext, GroupSettings{Join: &g.Join, AtAll: &g.AtAll, MaxMembers: &g.MaxMembers}}
	return &importGroup{Group: g}, orFirst(ch.check(), checkValues(g.Values, "values"))
}

func readMemberLine(line importLine) (Op, error) {
	var l memberLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if err := checkID("group", string(l.Group)); err != nil {
		return nil, err
	}
	if err := checkID("user", string(l.User)); err != nil {
		return nil, err
	}
	switch {
	case l.Role == "":
		l.Role = RoleMember
	case l.Role != RoleOwner && l.Role != RoleAdmin && l.Role != RoleMember:
		return nil, Errorf(CodeInvalid, "role is owner, admin or member").At("role")
	}
	if len(l.Nickname) > MaxNickname || len(l.Attributes) > MaxAttributes || len(l.Attributes) > 0 && !isObject(l.Attributes) || l.MutedUntil < 0 {
		return nil, Errorf(CodeInvalid, "nickname has %d bytes at most, attributes are a JSON object of %d at most, muted_until is a time", MaxNickname, MaxAttributes).At("nickname")
	}
	return &importMember{Group: l.Group, Member: l.Member}, nil
}

func readRoomLine(line importLine) (Op, error) {
	var l roomLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if err := checkID("id", string(l.ID)); err != nil {
		return nil, err
	}
	l.Online = 0
	return &importRoom{Room: l.Room}, (GroupChange{Name: &l.Name, Announcement: &l.Announcement, Ext: l.Ext}).check()
}

func checkConversation(c Conversation) error {
	if !c.valid() {
		return Errorf(CodeBadAddress, "%q names no conversation: write user/ANN~BOB, with the ids in order, group/ID or room/ID", clip(string(c))).At("conversation")
	}
	return nil
}

// maxSeq bounds the numbers of an import, far beyond what a conversation reaches.
const maxSeq = 1 << 48

func readConversationLine(line importLine) (Op, error) {
	var l conversationLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if l.First == 0 || l.First > maxSeq {
		return nil, Errorf(CodeInvalid, "first_seq is 1 or more").At("first_seq")
	}
	return &importConversation{Conv: l.Conv, First: l.First}, checkConversation(l.Conv)
}

func readViewLine(line importLine) (Op, error) {
	var l viewLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if err := checkID("user", string(l.User)); err != nil {
		return nil, err
	}
	return &importView{Conv: l.Conv, User: l.User, First: l.First, Read: l.Read}, checkConversation(l.Conv)
}

func readMessageLine(line importLine) (Op, error) {
	var l messageLine
	if err := line.decode(&l); err != nil {
		return nil, err
	}
	if err := checkConversation(l.Conv); err != nil {
		return nil, err
	}
	m, err := DecodeMessage(l.Message)
	if e, refused := err.(*Error); refused {
		return nil, e.At("message.to")
	}
	if err != nil || !isObject(m.Body) || len(m.Ext) > 0 && !isObject(m.Ext) {
		return nil, Errorf(CodeBadPayload, "message is an object as clients get it: id from to seq ts type body ext").At("message")
	}
	if len(l.Message) > MaxMessage+1024 {
		return nil, tooLarge(len(l.Message)).At("message")
	}
	line.caller.Fold(&m)
	if err := checkImported(&m, l.Conv); err != nil {
		return nil, err
	}
	if line.caller.FoldIDs {
		l.Message = appendMessage(nil, &m)
	}
	var payload bytes.Buffer
	if err := json.Compact(&payload, l.Message); err != nil {
		return nil, err
	}
	return &importMessage{Conv: l.Conv, Message: payload.Bytes(), Silent: l.Silent}, nil
}

func checkImported(m *Message, conv Conversation) error {
	if err := checkID("message.id", m.ID); err != nil {
		return err
	}
	if m.From != "" || m.To.Kind == KindUser { // who changed a group with the app's key is nobody
		if err := checkID("message.from", string(m.From)); err != nil {
			return err
		}
	}
	switch {
	case ConversationOf(m.From, m.To) != conv:
		return Errorf(CodeInvalid, "a message from %q to %s is none of %s", m.From, m.To, conv).At("message.to")
	case m.Seq == 0 || m.Seq > maxSeq:
		return Errorf(CodeInvalid, "seq is 1 or more").At("message.seq")
	case m.TS <= 0 || m.TS > forever:
		return Errorf(CodeInvalid, "ts is milliseconds since 1970").At("message.ts")
	case m.Type == "" || len(m.Type) > 32:
		return Errorf(CodeInvalid, "type is missing").At("message.type")
	case len(m.CID) > MaxCID:
		return Errorf(CodeTooLarge, "cid has %d bytes, %d are allowed", len(m.CID), MaxCID).At("message.cid")
	}
	return nil
}

// ImportError is a line that was refused.
type ImportError struct {
	Line int    `json:"line" doc:"1 is the first"`
	Kind string `json:"kind,omitempty"`
	Error
}

// ImportResult says what came of an import.
type ImportResult struct {
	Lines   int            `json:"lines" doc:"That were read; empty ones too"`
	New     map[string]int `json:"new" doc:"Lines that were imported, by kind"`
	Same    int            `json:"same" doc:"Lines that were there already"`
	Refused int            `json:"refused"`
	Errors  []ImportError  `json:"errors" doc:"Of the lines that were refused"`
	Stopped bool           `json:"stopped,omitempty" doc:"Too many lines were refused: the rest was not read"`
}

// Import applies the lines of an export, in their order; what is there already is not changed, so that the same lines
// twice are the same as once. next gives a line without its end, which it may use again at the next call, and nil after
// the last. What was imported before an error stays. CodeForbidden without the app's key.
func (s *Service) Import(ctx context.Context, c Caller, next func() ([]byte, error)) (ImportResult, error) {
	if !c.Admin {
		return ImportResult{}, Errorf(CodeForbidden, "only the app's key may import")
	}
	im := &importer{service: s, app: c.App, caller: c, done: make(chan lineDone, importWindow), result: ImportResult{New: map[string]int{}, Errors: []ImportError{}}}
	err := im.run(ctx, next)
	for im.waiting > 0 {
		im.take()
	}
	return im.result, err
}

// importWindow is how many lines wait for the disk at once: they share its flushes.
const importWindow = 256

// importer is one import under way.
type importer struct {
	service *Service
	app     AppName
	caller  Caller
	done    chan lineDone
	waiting int
	result  ImportResult
}

type lineDone struct {
	line int
	kind string
	Outcome
}

func (im *importer) run(ctx context.Context, next func() ([]byte, error)) error {
	for {
		line, err := next()
		if err != nil || line == nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		im.result.Lines++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := im.submit(line); err != nil {
			return err
		}
		if im.result.Refused >= MaxImportErrors {
			im.result.Stopped = true
			return nil
		}
	}
}

func (im *importer) submit(line []byte) error {
	n := im.result.Lines
	kind, op, err := readLine(line, im.caller)
	if err != nil {
		for im.waiting > 0 { // so that errors are in the order of their lines
			im.take()
		}
		im.refuse(n, kind, err)
		return nil
	}
	if im.waiting == importWindow {
		im.take()
	}
	p := &Proposal{Command: im.service.command(im.app, op), Size: 2*len(line) + 512, Done: func(o *Outcome) { im.done <- lineDone{n, kind, *o} }}
	if err := im.service.log.Propose(p); err != nil {
		return err
	}
	im.waiting++
	return nil
}

// take takes the outcome of one line.
func (im *importer) take() {
	d := <-im.done
	im.waiting--
	switch {
	case d.Err != nil:
		im.refuse(d.line, d.kind, d.Err)
	case d.Value == ImportSame:
		im.result.Same++
	default:
		im.result.New[d.kind]++
	}
}

func (im *importer) refuse(line int, kind string, err error) {
	im.result.Refused++
	if len(im.result.Errors) < MaxImportErrors {
		im.result.Errors = append(im.result.Errors, ImportError{line, kind, *AsError(err)})
	}
}
