package config

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/hongyan-im/hongyan/chat"
)

// linkEntry is a link as the file writes it.
type linkEntry struct {
	Name     string `yaml:"name"`
	App      string `yaml:"app"`
	Address  string `yaml:"address"`
	ClientID string `yaml:"client_id"`
	User     string `yaml:"user"`
	Password string `yaml:"password"`
	CA       string `yaml:"ca"`
	Enabled  *bool  `yaml:"enabled"`
	Queue    int    `yaml:"queue"`
	Topics   []struct {
		Filter    string `yaml:"filter"`
		Direction string `yaml:"direction"`
		QoS       byte   `yaml:"qos"`
		Local     string `yaml:"local"`
		Remote    string `yaml:"remote"`
	} `yaml:"topics"`
}

// readLinks reads the list of links. Errors do not quote the lines around them, which may hold passwords.
func (c *Config) readLinks(path string, entry *ast.MappingValueNode) error {
	list, ok := entry.Value.(*ast.SequenceNode)
	if !ok {
		return fmt.Errorf("%s: links: expected a list, found %s", place(path, entry.Value.GetToken()), entry.Value.Type())
	}
	for _, item := range list.Values {
		var e linkEntry
		if err := yaml.NodeToValue(item, &e, yaml.Strict()); err != nil {
			var at yaml.Error
			if errors.As(err, &at) && at.GetToken() != nil {
				return fmt.Errorf("%s: links: %s", place(path, at.GetToken()), at.GetMessage())
			}
			return fmt.Errorf("%s: links: not a link", place(path, item.GetToken()))
		}
		l := e.link()
		if err := l.Check(); err != nil {
			return fmt.Errorf("%s: links: %s: %s", place(path, item.GetToken()), chat.AsError(err).Field, err)
		}
		for _, o := range c.Links {
			if o.App == l.App && o.Name == l.Name {
				return fmt.Errorf("%s: links: two are called %q", place(path, item.GetToken()), l.Name)
			}
		}
		c.Links = append(c.Links, l)
	}
	return nil
}

func (e *linkEntry) link() chat.FileLink {
	l := chat.FileLink{App: chat.AppName(e.App), Password: e.Password, Link: chat.Link{
		Name: e.Name, Address: e.Address, ClientID: e.ClientID, User: e.User, CA: e.CA, Enabled: e.Enabled == nil || *e.Enabled, Queue: e.Queue,
	}}
	if l.App == "" {
		l.App = chat.DefaultApp
	}
	for _, t := range e.Topics {
		l.Topics = append(l.Topics, chat.LinkTopic{Filter: t.Filter, Direction: t.Direction, QoS: t.QoS, Local: t.Local, Remote: t.Remote})
	}
	return l
}
