package config

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
)

// prefix marks the environment variables that are ours.
const prefix = "HONGYAN_"

// setting is a field of [Config] and its names.
type setting struct {
	name      string // of the flag, without the dashes
	field     int    // of Config
	byDefault string
	noFlag    bool
}

func (s setting) key() string { return strings.ReplaceAll(s.name, "-", "_") }
func (s setting) env() string { return prefix + strings.ToUpper(s.key()) }

// settings reads the tags of Config.
func settings() []setting {
	var all []setting
	t := reflect.TypeFor[Config]()
	for i := range t.NumField() {
		f := t.Field(i)
		if name := f.Tag.Get("name"); name != "" {
			all = append(all, setting{name, i, f.Tag.Get("default"), f.Tag.Get("kong") == "-"})
		}
	}
	return all
}

// set gives a setting its value. The error starts with from, where the text stands.
func (c *Config) set(s setting, text, from string) error {
	if err := decode(reflect.ValueOf(c).Elem().Field(s.field), text); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	c.origin[s.name] = from
	return nil
}

// decode is how kong decodes, but for the words of a bool.
func decode(v reflect.Value, text string) error {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(text))
	}
	if v.Kind() == reflect.Bool {
		switch strings.ToLower(text) {
		case "true", "1":
			v.SetBool(true)
		case "false", "0":
			v.SetBool(false)
		default:
			return fmt.Errorf("%q is neither true nor false", text)
		}
		return nil
	}
	v.SetString(text)
	return nil
}
