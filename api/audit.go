package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
)

// unaudited are operations that change nothing although their method says so, and those that a customer's server sends
// for its users all day: a message tells by itself who sent it.
var unaudited = map[string]bool{"batchProfiles": true, "sendMessage": true, "sendTyping": true, "markRead": true, "createToken": true, "createUserSig": true}

// audited are operations that only read, but all there is.
var audited = map[string]bool{"backup": true, "export": true}

// auditTime bounds how long an answer waits for its entry.
const auditTime = 10 * time.Second

// audit keeps who did what with a key, before the answer has left: it is on disk when this returns. A request that did
// not finish broke off with a panic.
func (a *API) audit(r *http.Request, w http.ResponseWriter, op *huma.Operation, c chat.Caller, finished bool) {
	if unaudited[op.OperationID] || op.Method == http.MethodGet && !audited[op.OperationID] {
		return
	}
	e := chat.AuditEntry{
		Key: keyID(r), Address: originOf(r.Context()).ip, Op: op.OperationID, Method: op.Method, Path: r.URL.Path,
		Status: http.StatusInternalServerError, Code: tracked(r.Context()).code,
	}
	if from := chat.UserID(r.URL.Query().Get("from")); chat.ValidID(string(from)) {
		e.For = chat.UserID(c.ID(string(from)))
	}
	if ww, ok := w.(middleware.WrapResponseWriter); ok && finished {
		e.Status = statusOf(ww)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), auditTime)
	defer cancel()
	if err := a.chat.Audit(ctx, c, e); err != nil && chat.AsErrorCode(err) != chat.CodeNoApp {
		a.log.Error("keep what was done with a key", "app", c.App, "operation", e.Op, "path", e.Path, "status", e.Status, "err", err)
	}
}

// keyID tells keys apart without telling them.
func keyID(r *http.Request) string {
	_, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return auth.HashKey(strings.TrimSpace(key))[:8]
}

// AuditQuery says which entries are wanted.
type AuditQuery struct {
	Page
	Operation string `query:"operation" maxLength:"64" example:"banUser" doc:"This operation only"`
	About     string `query:"about" maxLength:"64" example:"ann" doc:"Only where this is a part of the path, such as a user's or a group's id, or the user for whom the key acted"`
	Key       string `query:"key" maxLength:"8" doc:"This key only"`
	Since     int64  `query:"since" minimum:"0" doc:"From this time on, milliseconds since 1970"`
	Until     int64  `query:"until" minimum:"0" doc:"Up to this time, milliseconds since 1970"`
	Result    string `query:"result" enum:"done,refused" doc:"Only what was done, or only what was refused"`
}

func (a *API) listAudit(ctx context.Context, in *AuditQuery) (*answer[chat.AuditPage], error) {
	q := chat.AuditQuery{Cursor: in.Cursor, Limit: in.Limit, Op: in.Operation, About: in.About, Key: in.Key, Since: in.Since, Until: in.Until}
	if in.Result != "" {
		refused := in.Result == "refused"
		q.Failed = &refused
	}
	return ok(a.chat.AuditLog(caller(ctx), q))
}
