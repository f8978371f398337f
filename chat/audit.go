package chat

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// The audit log says what was done with an app's key or the server's key.
const (
	AuditDays     = 180 // how long entries are kept
	MaxAuditPath  = 512 // bytes of a path; longer ones are cut
	auditLookMost = 5_000
)

// AuditEntry is one request with a key. It holds no body, no parameter and no credential.
type AuditEntry struct {
	ID      string  `json:"id"`
	At      int64   `json:"at" doc:"Milliseconds since 1970"`
	App     AppName `json:"app,omitempty" doc:"Absent when the server's key was shown"`
	Key     string  `json:"key" doc:"The first 8 characters of the hex SHA-256 of the key: tells keys apart"`
	Address string  `json:"address" doc:"Where the request came from"`
	Op      string  `json:"operation" doc:"As in the OpenAPI document"`
	Method  string  `json:"method"`
	Path    string  `json:"path" doc:"Without parameters"`
	For     UserID  `json:"for,omitempty" doc:"The user for whom the key acted, by from="`
	Status  int     `json:"status" doc:"What was answered, 200 to 299: it was done"`
	Code    Code    `json:"code,omitempty" doc:"Of the refusal"`
}

func auditKey(a AppName, at int64, id string) []byte {
	return append(append(withNumber(key(a, "audit"), uint64(at)), '/'), id...)
}

// addAudit appends to the log of an app, or of the server: then the command has no app.
type addAudit struct {
	Entry AuditEntry `json:"entry"`
}

func (op *addAudit) apply(s *state) (any, error) {
	e := op.Entry
	e.App, e.At = s.app, s.at
	return nil, s.setJSON(auditKey(s.app, e.At, e.ID), e)
}

// audits forgets what is older than AuditDays.
func (op *purge) audits(s *state, done *Purged) error {
	from := prefix(s.app, "audit")
	return op.deleteExpired(s, done, from, true, func(k, _ []byte) bool {
		return int64(lastNumber(k[:len(from)+8])) < s.at-AuditDays*dayMS
	})
}

// Audit appends to the audit log of the caller's app; of the server, when its key was shown. Id, app and time are the
// service's.
func (s *Service) Audit(ctx context.Context, c Caller, e AuditEntry) error {
	e.ID = s.newID()
	if len(e.Path) > MaxAuditPath {
		e.Path = strings.ToValidUTF8(e.Path[:MaxAuditPath], "")
	}
	return s.exec(ctx, c.App, &addAudit{Entry: e}, 512+len(e.Path))
}

// AuditQuery says which entries are wanted.
type AuditQuery struct {
	Cursor string
	Limit  int    // 1 to 1000; 0: 100
	Op     string // this operation only
	About  string // only where this is a part of the path, such as a user's or a group's id, or whom the key acted for
	Key    string // this key only
	Since  int64  // ms
	Until  int64  // ms; 0: now
	Failed *bool  // only what was refused, or only what was done
}

func (q AuditQuery) wants(e *AuditEntry) bool {
	return (q.Op == "" || q.Op == e.Op) && (q.Key == "" || q.Key == e.Key) &&
		(q.About == "" || q.About == string(e.For) || slices.Contains(strings.Split(e.Path, "/"), q.About)) &&
		(q.Failed == nil || *q.Failed == (e.Status >= 300))
}

// AuditPage is part of the audit log, the latest first.
type AuditPage struct {
	Entries []AuditEntry `json:"entries"`
	Next    string       `json:"next,omitempty" doc:"Cursor of the next page, which may be there after an empty page too; absent on the last"`
}

// AuditLog reads the audit log of the caller's app, or of the server when its key was shown. A page looks at some
// thousand entries at most.
func (s *Service) AuditLog(c Caller, q AuditQuery) (page AuditPage, err error) {
	if !c.Admin && !c.Server {
		return page, Errorf(CodeForbidden, "only the app's key or the server's reads the audit log")
	}
	if q.Limit, err = pageSize(q.Limit, 100, 1000); err != nil {
		return page, err
	}
	from, err := q.from(c.App)
	if err != nil {
		return page, err
	}
	page.Entries = []AuditEntry{}
	looked, last := 0, ""
	p := prefix(c.App, "audit")
	err = s.log.View(func(r Reader) error {
		var bad error
		scanErr := r.Scan(p, from, true, func(k, v []byte) bool {
			at, id := int64(lastNumber(k[:len(p)+8])), string(k[len(p)+9:])
			switch {
			case at < q.Since:
				return false
			case q.Cursor == cursor(uint64(at))+"."+id:
				return true
			}
			if len(page.Entries) == q.Limit || looked == auditLookMost {
				page.Next = last
				return false
			}
			looked, last = looked+1, cursor(uint64(at))+"."+id
			var e AuditEntry
			if bad = json.Unmarshal(v, &e); bad == nil && q.wants(&e) {
				page.Entries = append(page.Entries, e)
			}
			return bad == nil
		})
		return orFirst(bad, scanErr)
	})
	return page, err
}

// from gives the key at which a page begins; that of a cursor was in the page before.
func (q AuditQuery) from(app AppName) ([]byte, error) {
	if q.Cursor == "" {
		if q.Until <= 0 {
			return nil, nil
		}
		return auditKey(app, q.Until+1, ""), nil
	}
	at, id, ok := strings.Cut(q.Cursor, ".")
	n, err := parseCursor(at)
	if err != nil || !ok || !ValidID(id) {
		return nil, Errorf(CodeInvalid, "%q is no cursor of this server", clip(q.Cursor)).At("cursor")
	}
	return auditKey(app, int64(n), id), nil
}
