package config

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Command is what the command line asks for.
type Command struct {
	Name Name
	JSON bool   // key: print JSON
	URL  string // backup: of the server; empty: the one on this machine, or the directory of one that is stopped
	Out  string // backup: the file to write
	In   string // restore: the file to read
}

// Name names a command.
type Name string

// The commands.
const (
	Help    Name = "help" // has been printed; nothing is left to do
	Serve   Name = "serve"
	Key     Name = "key"
	Health  Name = "health"
	Backup  Name = "backup"
	Restore Name = "restore"

	MoveFiles Name = "move-files"

	Version Name = "version"
)

// uses says which flags a command other than serve has. Environment and file always hold all settings.
var uses = map[Name][]string{
	Key:    {"config", "data"},
	Health: {"config", "http", "tls-cert", "tls-key", "acme-domains"},

	Backup:  {"config", "data", "http", "tls-cert", "tls-key", "acme-domains"},
	Restore: append([]string{"config", "data", "disk-reserve"}, s3Flags...),

	MoveFiles: append([]string{"config", "data"}, s3Flags...),
}

// s3Flags say where files are kept.
var s3Flags = []string{"s3-endpoint", "s3-bucket", "s3-region", "s3-prefix", "s3-style", "s3-access-key"}

// grammar is the command line as kong reads it.
type grammar struct {
	Serve struct {
		Config
	} `cmd:"" help:"Run the server."`
	Key struct {
		Config
		JSON bool `name:"json" help:"Print JSON."`
	} `cmd:"" help:"Print the keys of the apps in the data directory."`
	Health struct {
		Config
	} `cmd:"" help:"Ask the server on this machine whether it is ready; exit 0 if so."`
	Backup struct {
		Config
		Out string `name:"out" required:"" placeholder:"FILE" help:"File to write; it must not be there yet."`
		URL string `name:"url" placeholder:"URL" help:"Server to back up, such as https://im.example.com; without it, the one that has --data open, or --data itself when it is stopped."`
	} `cmd:"" help:"Write a backup of a server, running or stopped."`
	Restore struct {
		Config
		In string `name:"in" required:"" placeholder:"FILE" help:"Backup to read."`
	} `cmd:"" help:"Fill an empty data directory from a backup."`
	MoveFiles struct {
		Config
	} `cmd:"" name:"move-files" help:"Move the files of a stopped server from its disk to the bucket of --s3-bucket."`
	Version struct{} `cmd:"" help:"Print the version."`
}

// Parse reads args (without the program's name) and environ (as [os.Environ] gives it), and the file that they name.
// Help goes to stdout. The error names everything that is wrong, one problem a line.
func Parse(args, environ []string, stdout io.Writer) (Command, Config, error) {
	if len(args) == 0 || args[0] == "help" {
		args = []string{"--help"}
	}
	cmd, flags, err := parseArgs(args, stdout)
	if err != nil || cmd.Name == Help || cmd.Name == Version {
		return cmd, Config{}, err
	}
	c, problems := resolve(flags, environ)
	if len(problems) == 0 {
		problems = c.checkFor(cmd.Name)
	}
	return cmd, c, errors.Join(problems...)
}

// checkFor looks at what a command goes by.
func (c Config) checkFor(command Name) []error {
	switch {
	case command == Serve:
		return c.check()
	case command == MoveFiles && !c.S3():
		return []error{fmt.Errorf("%s: name the bucket that files are moved to", c.source("s3-bucket"))}
	case command == MoveFiles, command == Restore:
		return c.checkS3()
	}
	return nil
}

// parseArgs gives the command and the values of the flags that were given, by setting.
func parseArgs(args []string, stdout io.Writer) (Command, map[string]reflect.Value, error) {
	var g grammar
	printed := false
	k, err := kong.New(&g,
		kong.Name("hongyan"),
		kong.Description("Hongyan is a self-hosted messaging server: chat for mini-programs, apps and devices over standard MQTT.\n\n"+
			"A flag wins over the environment, the environment over the file of --config, the file over the default. "+
			"The admin key is set by "+prefix+"ADMIN_KEY or as admin_key in the file, the secret key of an S3 store by "+prefix+"S3_SECRET_KEY or s3_secret_key."),
		kong.Writers(stdout, stdout),
		kong.Exit(func(int) { printed = true }),
		kong.ValueFormatter(withEnvironment),
		kong.PostBuild(trimFlags),
	)
	if err != nil {
		return Command{}, nil, fmt.Errorf("command line: %w", err)
	}
	ctx, err := k.Parse(args)
	if printed {
		return Command{Name: Help}, nil, nil
	}
	if err != nil {
		return Command{}, nil, argsError(err)
	}
	flags := map[string]reflect.Value{}
	for _, p := range ctx.Path {
		if p.Flag != nil {
			flags[p.Flag.Name] = p.Flag.Target
		}
	}
	return Command{Name: Name(ctx.Command()), JSON: g.Key.JSON, URL: g.Backup.URL, Out: g.Backup.Out, In: g.Restore.In}, flags, nil
}

// resolve lays the sources over each other: default, file, environment, flags.
func resolve(flags map[string]reflect.Value, environ []string) (Config, []error) {
	c := defaults()
	env, problems := environment(environ)

	path, from := env["config"], "environment "+prefix+"CONFIG"
	if f, ok := flags["config"]; ok {
		path, from = f.String(), "flag --config"
	}
	if path != "" {
		problems = append(problems, c.readFile(path, from)...)
	}
	for _, s := range settings() {
		if value, ok := env[s.name]; ok {
			if err := c.set(s, value, "environment "+s.env()); err != nil {
				problems = append(problems, err)
			}
		}
		if value, ok := flags[s.name]; ok {
			reflect.ValueOf(&c).Elem().Field(s.field).Set(value)
			c.origin[s.name] = "flag --" + s.name
		}
	}
	c.offerMQTTS()
	if c.Data == "" {
		problems = append(problems, fmt.Errorf("%s: expected a directory", c.origin["data"]))
	}
	return c, problems
}

// offerMQTTS takes the usual port of MQTT over TLS, when nobody said otherwise and it is free.
func (c *Config) offerMQTTS() {
	const usual = Address(":8883")
	if c.TLS() && c.origin["mqtts"] == "default" && c.MQTT.port() != usual.port() && c.HTTP.port() != usual.port() {
		c.MQTTS = usual
	}
}

// withEnvironment adds default and variable to a flag's help. Kong's own env tag would make kong read the
// environment of the process.
func withEnvironment(v *kong.Value) string {
	for _, s := range settings() {
		switch {
		case v.Flag == nil || v.Name != s.name:
		case s.byDefault == "" || v.IsBool():
			return fmt.Sprintf("%s [%s]", v.Help, s.env())
		default:
			return fmt.Sprintf("%s [default %s, %s]", v.Help, s.byDefault, s.env())
		}
	}
	return v.Help
}

// trimFlags leaves a command the flags it uses.
func trimFlags(k *kong.Kong) error {
	for _, command := range k.Model.Children {
		if used, ok := uses[Name(command.Name)]; ok {
			command.Flags = slices.DeleteFunc(command.Flags, func(f *kong.Flag) bool {
				isSetting := slices.ContainsFunc(settings(), func(s setting) bool { return s.name == f.Name })
				return isSetting && !slices.Contains(used, f.Name)
			})
		}
	}
	return nil
}

// noValue is how kong says that a flag stands last.
var noValue = regexp.MustCompile(`expected \w+ value but got "EOL".*`)

// argsError says what kong's error says in the words of the other errors.
func argsError(err error) error {
	said := err.Error()
	switch {
	case strings.HasPrefix(said, "unknown flag --admin-key"):
		return fmt.Errorf("unknown flag --admin-key: set %sADMIN_KEY or admin_key in the file, for flags show in process lists", prefix)
	case strings.HasPrefix(said, "unknown flag --s3-secret-key"):
		return fmt.Errorf("unknown flag --s3-secret-key: set %sS3_SECRET_KEY or s3_secret_key in the file, for flags show in process lists", prefix)
	case strings.HasPrefix(said, "--"):
		return errors.New("flag " + noValue.ReplaceAllString(said, "expected a value"))
	}
	return err
}
