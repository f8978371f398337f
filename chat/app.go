package chat

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

// App is a world of its own within the server: its users, groups, chatrooms, files and keys are sealed off from
// those of other apps.
type App struct {
	Name     AppName  `json:"name" doc:"[a-z0-9_-]{1,32}"`
	SDKAppID uint64   `json:"sdkappid" doc:"The number by which Tencent-style clients name the app"`
	AppID    string   `json:"appid" doc:"The id by which Easemob-style clients name the app"`
	Aliases  []string `json:"aliases,omitempty" doc:"More names by which clients may call the app, such as org#app"`
	Settings Settings `json:"settings"`
	Created  int64    `json:"created" doc:"Milliseconds since 1970"`

	Secret  string `json:"-"` // signs tokens and UserSigs; ASCII
	KeyHash string `json:"-"` // hex SHA-256 of the app's key
}

// Settings are what an app may choose. Zero values mean the defaults of [DefaultSettings] only where a field says so.
type Settings struct {
	OpenRegistration bool  `json:"open_registration" doc:"Anyone may register; otherwise only the app's key"`
	AutoCreate       bool  `json:"auto_create" doc:"A valid UserSig or signed token of an unknown user, or the login hook, makes the account"`
	Guests           bool  `json:"guests" doc:"Anyone gets a token without an account, to enter chatrooms and read there"`
	FoldIDs          bool  `json:"fold_ids" doc:"Ids of users, groups and chatrooms are the same in capital and small letters, and shown in small ones; changed only while the app has none"`
	TokenTTL         int64 `json:"token_ttl" minimum:"60" maximum:"315360000" doc:"Seconds a token lives when the request does not say"`
	FileURLTTL       int64 `json:"file_url_ttl" minimum:"0" maximum:"315360000" doc:"Seconds a file's address lives; 0: for ever"`
	JoinToSend       bool  `json:"join_to_send" doc:"Only who has joined a chatroom may write to it"`
	HistoryForNew    bool  `json:"history_for_new" doc:"New members of a group see what was written before they joined"`
	RoomEntry        int   `json:"room_entry" minimum:"0" maximum:"50" doc:"Messages of a chatroom that who enters is sent"`
	RecallWindow     int64 `json:"recall_window" minimum:"0" maximum:"604800" doc:"Seconds for which senders may recall a message; who moderates may at any time"`
	UsersCreateGroup bool  `json:"users_create_groups" doc:"Users may make groups; otherwise only the app's key"`
	UsersCreateRoom  bool  `json:"users_create_rooms" doc:"Users may make chatrooms; otherwise only the app's key"`

	RoomShedRate int `json:"room_shed_rate" minimum:"0" maximum:"100000" doc:"Messages a second above which a chatroom does without those of low priority, and above twice as many without normal ones; 0: no limit"`
	RoomEvents   int `json:"room_events" minimum:"0" maximum:"1000" doc:"Who is in a chatroom is told who enters and leaves while at most so many are online"`

	SessionsPerPlatform int    `json:"sessions_per_platform" minimum:"0" maximum:"1000" doc:"Live sessions that a user may have on one platform, iot and other apart; 0: no limit"`
	SessionsTotal       int    `json:"sessions_total" minimum:"0" maximum:"1000" doc:"Live sessions that a user may have on all platforms, iot and other apart; 0: no limit"`
	SessionsExcess      Excess `json:"sessions_excess" enum:"oldest,newest" doc:"Who goes when a session is one too many: the oldest, or the newest, which is not let in"`

	SessionsMost  int `json:"sessions_most" minimum:"0" maximum:"1000000" doc:"Live sessions that a user may have at all, those on iot and other too; the newest is not let in; 0: no limit"`
	Subscriptions int `json:"subscriptions" minimum:"1" maximum:"10000" doc:"Subscriptions that a session may have"`

	PresenceFor string `json:"presence_for" enum:"anyone,friends" doc:"Who may see who is online: anyone whom the user does not block, or only friends"`

	RetentionDays int `json:"retention_days" minimum:"0" maximum:"36500" doc:"Days after which messages are removed; 0: never"`

	ContactsNeedConsent bool         `json:"contacts_need_consent" doc:"Who is asked to be a friend has to accept; otherwise both are friends at once"`
	FriendsOnly         bool         `json:"friends_only" doc:"Only friends may write to each other"`
	TellBlocked         bool         `json:"tell_blocked" doc:"Who writes to somebody who blocks him is refused; otherwise it looks as if the message had been sent"`
	AnonymousUser       UserID       `json:"anonymous_user" maxLength:"64" doc:"The account as which MQTT clients come in that show no credentials; empty: they are refused"`
	LoginHookURL        string       `json:"login_hook_url" maxLength:"1024" doc:"The app's own server, asked about passwords that are not the account's; empty: none"`
	PreSendHook         *PreSendHook `json:"pre_send_hook" doc:"The app's own server, asked about each message; null: none"`

	TopicRules    []TopicRule    `json:"topic_rules" maxItems:"200" doc:"Who may do what on device topics; the first that applies decides, where none does nothing is allowed"`
	TopicMessages []TopicMessage `json:"topic_messages" maxItems:"100" doc:"What of device topics becomes messages to users, groups and chatrooms"`
	CommandTopics []CommandTopic `json:"command_topics" maxItems:"100" doc:"Which messages of type cmd are published on device topics; the first that means their receiver does"`

	TopicBytes      int       `json:"topic_bytes" minimum:"1" maximum:"4096" doc:"Bytes that a device topic or a filter may have"`
	TopicLevels     int       `json:"topic_levels" minimum:"1" maximum:"128" doc:"Levels that it may have"`
	RateDevice      int       `json:"rate_device" minimum:"0" maximum:"100000" doc:"Messages a second that a session may publish on device topics; 0: no limit"`
	RateDeviceBurst int       `json:"rate_device_burst" minimum:"1" maximum:"100000" doc:"Messages that it may publish there at once after a pause"`
	DeviceQueue     int       `json:"device_queue" minimum:"0" maximum:"100000" doc:"Messages of device topics, of QoS 1 and 2, that wait for a session that is away or slow"`
	DeviceQueueTTL  int64     `json:"device_queue_ttl" minimum:"0" maximum:"31536000" doc:"Seconds for which such a message waits; 0: as long as the session lasts"`
	DeviceQueueFull QueueFull `json:"device_queue_full" enum:"oldest,newest" doc:"Which message goes when one too many waits: the oldest, or the newest, which is not let in"`

	RetainedMessages int   `json:"retained_messages" minimum:"0" maximum:"10000000" doc:"Retained messages of device topics that the app may have; 0: none"`
	RetainedBytes    int64 `json:"retained_bytes" minimum:"0" maximum:"68719476736" doc:"Bytes that they may have together: topics, payloads and properties"`

	RateUser       int `json:"rate_user" minimum:"0" maximum:"100000" doc:"Messages a second that a user may send; 0: no limit"`
	RateUserBurst  int `json:"rate_user_burst" minimum:"1" maximum:"100000" doc:"Messages that a user may send at once after a pause"`
	RateGroup      int `json:"rate_group" minimum:"0" maximum:"100000" doc:"Messages a second that a group takes; 0: no limit"`
	RateGroupBurst int `json:"rate_group_burst" minimum:"1" maximum:"100000" doc:"Messages that a group takes at once after a pause"`
	RateRoom       int `json:"rate_room" minimum:"0" maximum:"100000" doc:"Messages a second that a chatroom takes; 0: no limit"`
	RateRoomBurst  int `json:"rate_room_burst" minimum:"1" maximum:"100000" doc:"Messages that a chatroom takes at once after a pause"`
	RateApp        int `json:"rate_app" minimum:"0" maximum:"100000" doc:"Messages a second that the app takes; 0: no limit"`
	RateAppBurst   int `json:"rate_app_burst" minimum:"1" maximum:"100000" doc:"Messages that the app takes at once after a pause"`
}

// DefaultSettings are those of a new app.
func DefaultSettings() Settings {
	return Settings{
		AutoCreate:       true,
		TokenTTL:         7 * 24 * 3600,
		FileURLTTL:       7 * 24 * 3600,
		RoomEntry:        10,
		RecallWindow:     120,
		RoomShedRate:     40,
		RoomEvents:       100,
		UsersCreateGroup: true,

		SessionsPerPlatform: 4,
		SessionsExcess:      ExcessOldest,
		SessionsMost:        20_000,
		Subscriptions:       1_000,
		PresenceFor:         PresenceAnyone,

		ContactsNeedConsent: true,
		TellBlocked:         true,

		TopicRules:      DefaultTopicRules(),
		TopicBytes:      MaxTopic,
		TopicLevels:     MaxTopicLevels,
		TopicMessages:   []TopicMessage{},
		CommandTopics:   []CommandTopic{},
		DeviceQueue:     1000,
		DeviceQueueTTL:  7 * 24 * 3600,
		DeviceQueueFull: DropOldest,

		RetainedMessages: 100_000,
		RetainedBytes:    256 << 20,

		RateUser: 10_000, RateUserBurst: 20_000, // against runaway clients only; apps for people set less
		RateGroup: 10_000, RateGroupBurst: 20_000,
		RateRoom: 10_000, RateRoomBurst: 20_000,
		RateApp: 0, RateAppBurst: 10_000,
		RateDevice: 100_000, RateDeviceBurst: 100_000,
	}
}

// storedApp keeps an app with its secret; App itself never shows it.
type storedApp struct {
	App
	Secret  string `json:"secret"`
	KeyHash string `json:"key_hash"`
}

// decodeApp reads what is stored of an app.
func decodeApp(b []byte) (App, error) {
	a := storedApp{App: App{Settings: DefaultSettings()}} // for settings that came after the app was stored
	if err := json.Unmarshal(b, &a); err != nil {
		return App{}, fmt.Errorf("stored app: %w", err)
	}
	a.App.Secret, a.App.KeyHash = a.Secret, a.KeyHash
	return a.App, nil
}

// clone is an app that shares nothing with the one it was made of.
func (a App) clone() App {
	st := &a.Settings
	a.Aliases, st.TopicRules = slices.Clone(a.Aliases), slices.Clone(st.TopicRules)
	st.TopicMessages, st.CommandTopics = slices.Clone(st.TopicMessages), slices.Clone(st.CommandTopics)
	if h := st.PreSendHook; h != nil {
		c := *h
		c.Kinds = slices.Clone(c.Kinds)
		st.PreSendHook = &c
	}
	return a
}

// appsMost bounds the apps that are remembered.
const appsMost = 1024

// appMemo remembers apps by what is stored of them: an app is read several times for each connection, and decoding it would be
// the dearest part of that.
type appMemo struct {
	mu sync.RWMutex
	of map[string]App
}

var decodedApps appMemo

func (m *appMemo) decode(b []byte) (App, error) {
	m.mu.RLock()
	a, known := m.of[string(b)]
	m.mu.RUnlock()
	if known {
		return a.clone(), nil
	}
	a, err := decodeApp(b)
	if err != nil {
		return App{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of == nil || len(m.of) >= appsMost {
		m.of = make(map[string]App)
	}
	m.of[string(b)] = a
	return a.clone(), nil
}

// Caller is who asks, proven by the package auth. The zero Caller is nobody.
type Caller struct {
	App      AppName
	User     UserID // empty for the app's key until it acts for a user
	Admin    bool   // the app's key was shown: may administer its app and act for its users
	Server   bool   // the server's key was shown: may make, list, change and remove apps
	TokenID  string // of a signed token, to revoke it
	Expires  int64  // when the credential ends, ms; 0: never
	Platform Platform
	Device   string
	FoldIDs  bool   // the app's setting: ids that come in are made small
	Operator string // of a user who connected with the app's key, the key's hash: hears what the server tells of itself

	Anonymous bool // let in by the setting anonymous_user, without credentials
}

// As gives the caller acting for user; only the app's key may act for others.
func (c Caller) As(user UserID) (Caller, error) {
	if user == "" || user == c.User {
		return c, nil
	}
	if !c.Admin {
		return c, Errorf(CodeForbidden, "only the app's key may act for another user").At("from")
	}
	c.User = user
	return c, checkID("from", string(user))
}

// Platform is the kind of place a session runs on.
type Platform string

// Platforms lists the known ones; anything else is PlatformOther.
var Platforms = []Platform{"wechat", "qq", "alipay", "baidu", "douyin", "uniapp", "web", "ios", "android", "desktop", "iot", PlatformOther}

// PlatformOther is a session that does not say where it runs.
const PlatformOther Platform = "other"

// ParsePlatform returns PlatformOther for an empty name, and an Error for an unknown one.
func ParsePlatform(s string) (Platform, error) {
	if s == "" {
		return PlatformOther, nil
	}
	for _, p := range Platforms {
		if string(p) == s {
			return p, nil
		}
	}
	return "", Errorf(CodeInvalid, "%q is no platform: use one of %v", clip(s), Platforms).At("platform")
}
