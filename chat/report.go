package chat

import (
	"context"
	"encoding/json"
)

// Limits of reports.
const (
	MaxReason      = 1024 // bytes of what a report says, and of what is noted when it is closed
	MaxOpenReports = 100  // of a user that wait
	ReportDays     = 180  // how long a report is kept after it was closed, as the audit log is
)

// ReportState tells whether a report waits, or what came of it.
type ReportState string

// The states.
const (
	ReportOpen      ReportState = "open"
	ReportDismissed ReportState = "dismissed" // nothing is wrong with the message
	ReportUpheld    ReportState = "upheld"    // the report was right
)

// Report is a message that a user finds wrong; it waits for the app's own people.
type Report struct {
	ID           string       `json:"id"`
	By           UserID       `json:"by" doc:"Who reports"`
	Conversation Conversation `json:"conversation" doc:"user/A~B (ids in order), group/ID or room/ID"`
	Seq          uint64       `json:"seq"`
	MessageID    string       `json:"message_id"`
	From         UserID       `json:"from" doc:"Who sent the message"`
	Reason       string       `json:"reason"`
	State        ReportState  `json:"state" enum:"open,dismissed,upheld"`
	Note         string       `json:"note,omitempty" doc:"What was noted when it was closed"`
	Created      int64        `json:"created" doc:"Milliseconds since 1970"`
	Closed       int64        `json:"closed,omitempty" doc:"Milliseconds since 1970"`
	Recalled     bool         `json:"recalled,omitempty" doc:"The message was recalled when it was closed"`
	Message      *Message     `json:"message,omitempty" doc:"As it is now; absent when it is gone"`
}

func reportKey(a AppName, open bool, id string) []byte {
	if open {
		return key(a, "report", "open", id)
	}
	return key(a, "report", "closed", id)
}
func reportedKey(a AppName, r *Report) []byte {
	return key(a, "reported", string(r.By), string(r.Conversation), itoa(r.Seq))
}
func openReportsKey(a AppName, u UserID) []byte { return key(a, "openreports", string(u)) }

// reportMessage takes a report; a user's second one of the same message is the first.
type reportMessage struct {
	ID     string  `json:"id"`
	By     UserID  `json:"by"`
	With   Address `json:"with"`
	Seq    uint64  `json:"seq"`
	Reason string  `json:"reason"`
}

// reportEvent tells of a report in the feed.
type reportEvent struct {
	Event string `json:"event"`
	Report
}

func (op *reportMessage) apply(s *state) (any, error) {
	sees, _, first, last, err := visibleTo(s.tx, Caller{App: s.app, User: op.By}, op.With)
	if err != nil {
		return nil, err
	}
	var stored []byte
	if op.Seq >= first && op.Seq <= last {
		if stored, err = s.tx.Get(messageKey(s.app, sees.conv, op.Seq)); err != nil {
			return nil, err
		}
	}
	if stored == nil {
		return nil, Errorf(CodeNoMessage, "there is no message %d in %s that you may read", op.Seq, op.With).At("seq")
	}
	sees.now = s.at
	m, err := sees.message(op.Seq, stored)
	if err != nil {
		return nil, err
	}
	if m.Type == TypeNone {
		return nil, Errorf(CodeNoMessage, "there is no message %d in %s that you may read", op.Seq, op.With).At("seq")
	}
	r := Report{ID: op.ID, By: op.By, Conversation: sees.conv, Seq: op.Seq, MessageID: m.ID, From: m.From, Reason: op.Reason, State: ReportOpen, Created: s.at}
	if id, err := s.tx.Get(reportedKey(s.app, &r)); err != nil || id != nil {
		if err != nil {
			return nil, err
		}
		before, _, err := getReport(s.tx, s.app, string(id))
		return before, err
	}
	open, err := s.openReports(op.By)
	if err != nil {
		return nil, err
	}
	if open >= MaxOpenReports {
		return nil, Errorf(CodeTooMany, "%d of your reports wait already", open)
	}
	if err := s.set(reportedKey(s.app, &r), []byte(r.ID)); err != nil {
		return nil, err
	}
	if err := s.set(openReportsKey(s.app, op.By), appendNumbers(nil, open+1)); err != nil {
		return nil, err
	}
	if err := s.record(reportEvent{"message.reported", r}); err != nil {
		return nil, err
	}
	return r, s.setJSON(reportKey(s.app, true, r.ID), r)
}

func (s *state) openReports(u UserID) (n uint64, err error) {
	b, err := s.tx.Get(openReportsKey(s.app, u))
	if b == nil || err != nil {
		return 0, err
	}
	_, err = numbers(b, &n)
	return n, err
}

func getReport(rd Reader, app AppName, id string) (r Report, open bool, err error) {
	for _, open := range []bool{true, false} {
		found, err := getJSON(rd, reportKey(app, open, id), &r)
		if found || err != nil {
			return r, open, err
		}
	}
	return r, false, Errorf(CodeNotFound, "there is no report %q", clip(id)).At("report")
}

// closeReport says what came of a report, and may recall the message with it.
type closeReport struct {
	ID     string      `json:"id"`
	State  ReportState `json:"state"`
	Note   string      `json:"note,omitempty"`
	Recall bool        `json:"recall,omitempty"`
}

func (op *closeReport) apply(s *state) (any, error) {
	r, open, err := getReport(s.tx, s.app, op.ID)
	if err != nil {
		return nil, err
	}
	if !open {
		return nil, Errorf(CodeExists, "the report was closed before: it is %s", r.State).At("report")
	}
	waiting, err := s.openReports(r.By)
	if err != nil {
		return nil, err
	}
	if op.Recall {
		if r.Recalled, err = s.recallReported(&r); err != nil {
			return nil, err
		}
	}
	r.State, r.Note, r.Closed = op.State, op.Note, s.at
	if err := s.delete(reportKey(s.app, true, r.ID)); err != nil {
		return nil, err
	}
	if err := s.set(openReportsKey(s.app, r.By), appendNumbers(nil, max(waiting, 1)-1)); err != nil {
		return nil, err
	}
	if err := s.record(reportEvent{"report.closed", r}); err != nil {
		return nil, err
	}
	return r, s.setJSON(reportKey(s.app, false, r.ID), r)
}

// recallReported recalls the message of a report, and tells whether it is recalled now. A message that is gone is no
// reason to keep the report open.
func (s *state) recallReported(r *Report) (bool, error) {
	c, err := (&target{User: r.By, With: r.Conversation.For(r.By), Seq: r.Seq, Admin: true}).find(s)
	if _, gone := err.(*Error); gone {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, c.recall(s, "", "")
}

// reports forgets those that were closed ReportDays ago. Ids sort by time, so that it ends at the first that was made
// later than that.
func (op *purge) reports(s *state, done *Purged) error {
	before := s.at - ReportDays*dayMS
	var old []Report
	var bad error
	err := s.tx.Scan(prefix(s.app, "report", "closed"), nil, false, func(_, v []byte) bool {
		var r Report
		if bad = json.Unmarshal(v, &r); bad == nil && r.Closed < before {
			old = append(old, r)
		}
		return bad == nil && r.Created < before && len(old) < op.Most
	})
	if err = orFirst(bad, err); err != nil {
		return err
	}
	for _, r := range old {
		if err := s.delete(reportKey(s.app, false, r.ID)); err != nil {
			return err
		}
		if err := s.delete(reportedKey(s.app, &r)); err != nil {
			return err
		}
	}
	done.More = done.More || len(old) == op.Most
	return nil
}

// ReportMessage reports a message that the caller's user may read. A second report of it answers with the first.
func (s *Service) ReportMessage(ctx context.Context, c Caller, with Address, seq uint64, reason string) (Report, error) {
	if err := c.needUser(); err != nil {
		return Report{}, err
	}
	if err := checkReason("reason", reason); err != nil {
		return Report{}, err
	}
	return do[Report](ctx, s, c.App, &reportMessage{ID: s.newID(), By: c.User, With: with, Seq: seq, Reason: reason}, 1024+len(reason))
}

// Reports lists reports, the oldest first, those that wait or those that were closed: for the app's key.
func (s *Service) Reports(c Caller, closed bool, cursor string, limit int) (reports []Report, next string, err error) {
	if err := c.needKey(); err != nil {
		return nil, "", err
	}
	if limit, err = pageSize(limit, 100, 1000); err != nil {
		return nil, "", err
	}
	class := "open"
	if closed {
		class = "closed"
	}
	ids, next, err := s.page(prefix(c.App, "report", class), cursor, limit)
	if err != nil {
		return nil, "", err
	}
	reports, err = view1(s, func(rd Reader) ([]Report, error) {
		var all []Report
		for _, id := range ids {
			r, _, err := getReport(rd, c.App, id)
			if AsErrorCode(err) == CodeNotFound {
				continue
			}
			if err == nil {
				err = r.fill(rd, c.App)
			}
			if err != nil {
				return nil, err
			}
			all = append(all, r)
		}
		return all, nil
	})
	return reports, next, err
}

// fill adds the message as it is now: what was recalled or has expired is not kept for the report's sake.
func (r *Report) fill(rd Reader, app AppName) error {
	b, err := rd.Get(messageKey(app, r.Conversation, r.Seq))
	if b == nil || err != nil {
		return err
	}
	m, err := readMessage(b)
	if err == nil && m.ID == r.MessageID {
		r.Message = &m
	}
	return err
}

// CloseReport says what came of a report, and with recall takes the message back: for the app's key. Only a report that
// is upheld recalls. Report.Recalled is false when the message was gone before.
func (s *Service) CloseReport(ctx context.Context, c Caller, id string, state ReportState, note string, recall bool) (Report, error) {
	if err := c.needKey(); err != nil {
		return Report{}, err
	}
	if state != ReportDismissed && state != ReportUpheld {
		return Report{}, Errorf(CodeInvalid, "a report is dismissed or upheld").At("state")
	}
	if recall && state != ReportUpheld {
		return Report{}, Errorf(CodeInvalid, "only a report that is upheld recalls its message").At("recall")
	}
	if err := checkReason("note", note); err != nil {
		return Report{}, err
	}
	return do[Report](ctx, s, c.App, &closeReport{ID: id, State: state, Note: note, Recall: recall}, 2048+len(note))
}

func checkReason(field, text string) error {
	if len(text) > MaxReason {
		return Errorf(CodeTooLarge, "%s has %d bytes, %d are allowed", field, len(text), MaxReason).At(field)
	}
	return nil
}
