package api

import (
	"context"
	"io"

	"github.com/hongyan-im/hongyan/chat"
)

func (a *API) backup(ctx context.Context, _ *struct{}) (func(io.Writer) error, error) {
	if a.o.Backup == nil {
		return nil, chat.Errorf(chat.CodeNotFound, "this server makes no backups")
	}
	return a.o.Backup(ctx)
}
