package chat

import (
	"context"
	"regexp"
)

// Limits of pushes to users who are away.
const (
	MaxPushDevices   = 20    // of a user
	MaxPushToken     = 1024  // bytes
	MaxPushTemplates = 20    // of which a user has grants
	MaxPushGrants    = 1_000 // of a template
	PushHours        = 24    // after which a message is not pushed any more
)

// PushDevice is an address by which a user is reached who is not connected.
type PushDevice struct {
	Platform Platform `json:"platform" enum:"wechat,qq,alipay,baidu,douyin,uniapp,web,ios,android,desktop,iot,other"`
	Device   string   `json:"device,omitempty" doc:"Tells devices of one platform apart; 1 to 64 of A-Z a-z 0-9 _ . -, or empty"`
	Token    string   `json:"token" doc:"What the platform knows the user or the device by: an openid on wechat, a push token elsewhere"`
	Changed  int64    `json:"changed" doc:"Milliseconds since 1970"`
}

// PushGrant is how often a template may be used to write to a user: WeChat's users allow each message ahead.
type PushGrant struct {
	Template string `json:"template"`
	Count    uint64 `json:"count" doc:"How many messages may still be sent"`
}

func pushDeviceKey(a AppName, u UserID, p Platform, device string) []byte {
	return key(a, "pushdevice", string(u), string(p), device)
}
func pushGrantKey(a AppName, u UserID, template string) []byte {
	return key(a, "pushgrant", string(u), template)
}

var templateForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// putPushDevice registers a device, or removes it when it has no token.
type putPushDevice struct {
	User   UserID     `json:"user"`
	Device PushDevice `json:"device"`
}

func (op *putPushDevice) apply(s *state) (any, error) {
	if _, err := s.user(op.User, "from"); err != nil {
		return nil, err
	}
	k := pushDeviceKey(s.app, op.User, op.Device.Platform, op.Device.Device)
	known, err := s.has(k)
	if err != nil {
		return nil, err
	}
	if op.Device.Token == "" {
		if !known {
			return nil, Errorf(CodeNotFound, "the device is not registered").At("device")
		}
		return nil, s.delete(k)
	}
	if !known {
		if n, err := s.count(prefix(s.app, "pushdevice", string(op.User)), MaxPushDevices); err != nil || n >= MaxPushDevices {
			return nil, orRefuse(err, Errorf(CodeTooMany, "a user may have %d devices for pushes: remove one", MaxPushDevices).At("device"))
		}
	}
	d := op.Device
	d.Changed = s.at
	return d, s.setJSON(k, d)
}

// count counts keys below a prefix, up to most.
func (s *state) count(prefix []byte, most int) (n int, err error) {
	err = s.tx.Scan(prefix, nil, false, func(_, _ []byte) bool { n++; return n < most })
	return n, err
}

// addGrants lets a template be used more often to write to a user.
type addGrants struct {
	User     UserID `json:"user"`
	Template string `json:"template"`
	Count    uint64 `json:"count"`
}

func (op *addGrants) apply(s *state) (any, error) {
	if _, err := s.user(op.User, "from"); err != nil {
		return nil, err
	}
	now, err := getGrants(s.tx, s.app, op.User, op.Template)
	if err != nil {
		return nil, err
	}
	if now == 0 {
		if n, err := s.count(prefix(s.app, "pushgrant", string(op.User)), MaxPushTemplates); err != nil || n >= MaxPushTemplates {
			return nil, orRefuse(err, Errorf(CodeTooMany, "a user may have grants of %d templates", MaxPushTemplates).At("template"))
		}
	}
	now = min(now+op.Count, MaxPushGrants)
	return PushGrant{op.Template, now}, s.set(pushGrantKey(s.app, op.User, op.Template), appendNumbers(nil, now))
}

func getGrants(r Reader, app AppName, u UserID, template string) (n uint64, err error) {
	b, err := r.Get(pushGrantKey(app, u, template))
	if b == nil || err != nil {
		return 0, err
	}
	_, err = numbers(b, &n)
	return n, err
}

// spendGrants notes that a template was used to write to users, and that others refuse it.
type spendGrants struct {
	Template string   `json:"template"`
	Spent    []UserID `json:"spent,omitempty"`   // one each
	Refused  []UserID `json:"refused,omitempty"` // all
}

func (op *spendGrants) apply(s *state) (any, error) {
	for _, u := range op.Spent {
		n, err := getGrants(s.tx, s.app, u, op.Template)
		if err != nil {
			return nil, err
		}
		if n > 1 {
			err = s.set(pushGrantKey(s.app, u, op.Template), appendNumbers(nil, n-1))
		} else {
			err = s.delete(pushGrantKey(s.app, u, op.Template))
		}
		if err != nil {
			return nil, err
		}
	}
	for _, u := range op.Refused {
		if err := s.delete(pushGrantKey(s.app, u, op.Template)); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// SetPushDevice registers a device of the caller's user for pushes.
func (s *Service) SetPushDevice(ctx context.Context, c Caller, d PushDevice) (PushDevice, error) {
	if err := c.needUser(); err != nil {
		return PushDevice{}, err
	}
	switch {
	case d.Token == "" || len(d.Token) > MaxPushToken:
		return PushDevice{}, Errorf(CodeInvalid, "token has %d bytes, 1 to %d are allowed", len(d.Token), MaxPushToken).At("token")
	case d.Device != "" && !ValidID(d.Device):
		return PushDevice{}, checkID("device", d.Device)
	}
	var err error
	if d.Platform, err = ParsePlatform(string(d.Platform)); err != nil {
		return PushDevice{}, err
	}
	return do[PushDevice](ctx, s, c.App, &putPushDevice{User: c.User, Device: d}, 2*MaxPushToken)
}

// RemovePushDevice forgets a device of the caller's user.
func (s *Service) RemovePushDevice(ctx context.Context, c Caller, p Platform, device string) error {
	if err := c.needUser(); err != nil {
		return err
	}
	return s.exec(ctx, c.App, &putPushDevice{User: c.User, Device: PushDevice{Platform: p, Device: device}}, 256)
}

// PushDevices lists the devices of the caller's user, and what their templates may still be used for.
func (s *Service) PushDevices(c Caller) (devices []PushDevice, grants []PushGrant, err error) {
	if err := c.needUser(); err != nil {
		return nil, nil, err
	}
	err = s.log.View(func(r Reader) error {
		if devices, err = getPushDevices(r, c.App, c.User); err != nil {
			return err
		}
		var e error
		scanErr := r.Scan(prefix(c.App, "pushgrant", string(c.User)), nil, false, func(k, b []byte) bool {
			g := PushGrant{Template: lastPart(k)}
			_, e = numbers(b, &g.Count)
			grants = append(grants, g)
			return e == nil
		})
		return orFirst(scanErr, e)
	})
	return devices, grants, err
}

// AddPushGrants lets a template be used count times more to write to the caller's user.
func (s *Service) AddPushGrants(ctx context.Context, c Caller, template string, count int) (PushGrant, error) {
	if err := c.needUser(); err != nil {
		return PushGrant{}, err
	}
	if !templateForm.MatchString(template) {
		return PushGrant{}, Errorf(CodeInvalid, "template is 1 to 64 of A-Z a-z 0-9 _ -").At("template")
	}
	if count < 1 || count > MaxPushGrants {
		return PushGrant{}, Errorf(CodeInvalid, "count is %d, allowed are 1 to %d", count, MaxPushGrants).At("count")
	}
	return do[PushGrant](ctx, s, c.App, &addGrants{User: c.User, Template: template, Count: uint64(count)}, 256)
}

// SpendGrants notes that a template was used for some users, once each, and is refused by others.
func (s *Service) SpendGrants(ctx context.Context, app AppName, template string, spent, refused []UserID) error {
	return s.exec(ctx, app, &spendGrants{Template: template, Spent: spent, Refused: refused}, 64*(len(spent)+len(refused)))
}
