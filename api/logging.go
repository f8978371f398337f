package api

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Logging is what the server logs.
type Logging struct {
	Level  string `json:"level" enum:"debug,info,warn,error" doc:"The least level that is logged"`
	SlowMS int64  `json:"slow_ms" minimum:"0" maximum:"3600000" doc:"Requests and flushes that take as long are logged as slow, in ms; 0: none"`
}

// LoggingChange names what is to be changed.
type LoggingChange struct {
	Level  *string `json:"level,omitempty" enum:"debug,info,warn,error" doc:"The least level that is logged"`
	SlowMS *int64  `json:"slow_ms,omitempty" minimum:"0" maximum:"3600000" doc:"Requests and flushes that take as long are logged as slow, in ms; 0: none"`
}

func (a *API) getLogging(context.Context, *struct{}) (*answer[Logging], error) {
	c := a.o.Logging
	if c == nil {
		return nil, chat.Errorf(chat.CodeNotFound, "this server's log is not its own")
	}
	return ok(Logging{strings.ToLower(c.Level().String()), c.Slow().Milliseconds()}, nil)
}

func (a *API) changeLogging(ctx context.Context, in *struct{ Body LoggingChange }) (*answer[Logging], error) {
	now, err := a.getLogging(ctx, nil)
	if err != nil {
		return nil, err
	}
	c, before := a.o.Logging, now.Body
	if in.Body.Level != nil {
		var level slog.Level
		if err := level.UnmarshalText([]byte(*in.Body.Level)); err != nil {
			return nil, err // the schema lets only levels pass
		}
		c.SetLevel(level)
	}
	if in.Body.SlowMS != nil {
		c.SetSlow(time.Duration(*in.Body.SlowMS) * time.Millisecond)
	}
	if now, err = a.getLogging(ctx, nil); err == nil {
		a.log.Warn("the log was changed", "level", now.Body.Level, "was", before.Level, "slow_ms", now.Body.SlowMS, "were", before.SlowMS)
	}
	return now, err
}
