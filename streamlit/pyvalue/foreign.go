package pyvalue

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// known is what a function of Python's library gives; is: it is one that is known here.
func (r *run) known(in *frame, e *pytree.Expression) (v Value, is bool) {
	called := e.Parts[0]
	if called.Kind > pytree.AttributeExpression || called.Kind == pytree.AttributeExpression && called.Parts[0].Kind > pytree.AttributeExpression {
		return v, false
	}
	switch called.Value {
	case "urlparse", "urlsplit":
		if len(e.Parts) != 2 || len(e.Names) > 0 || r.Foreign(in.place, called) != "urllib/parse" {
			return v, false
		}
		whole := r.value(in, e.Parts[1])
		if whole.Kind == Raised {
			return whole, true
		}
		if text, is := whole.Text(); is {
			return address(text.Reveal()).of(whole), true
		}
	case "SimpleNamespace":
		if r.Foreign(in.place, called) != "types" {
			return v, false
		}
		v = Value{Kind: Object, items: &items{}}
		for i, part := range e.Parts[1:] {
			one := r.value(in, part)
			if one.Kind == Raised {
				return one, true
			}
			name := e.Keyword(i + 1)
			if name == "" || name[0] == '*' {
				return Value{}, false
			}
			v.items.keys, v.items.all = append(v.items.keys, text(name)), append(v.items.all, one)
		}
		return v, true
	}
	return v, false
}

// ofStreamlit is hasattr(st, name) and getattr(st, name, otherwise); is: it is one of them.
func (r *run) ofStreamlit(in *frame, e *pytree.Expression) (v Value, is bool) {
	called := e.Parts[0]
	if called.Kind != pytree.NameExpression || called.Value != "hasattr" && called.Value != "getattr" || len(e.Parts) < 3 || len(e.Names) > 0 ||
		e.Parts[1].Kind != pytree.NameExpression || e.Parts[2].Kind != pytree.TextExpression || r.Foreign(in.place, e.Parts[1]) != "streamlit" {
		return v, false
	}
	some, each := names.Spread(e.Parts[2].Value)
	switch {
	case some != each:
	case called.Value == "hasattr":
		v = boolean(some)
	case some && e.Parts[2].Value == "secrets":
		v = OfSecrets(r.Secrets())
	case some:
		v = r.Own(e.Parts[2].Value)
	case len(e.Parts) == 4:
		v = r.value(in, e.Parts[3])
	default:
		v = raised("AttributeError")
	}
	return v, true
}

// address is what urlparse makes of one (urllib.parse).
func address(whole string) Value {
	u, err := url.Parse(whole)
	if err != nil {
		return Value{}
	}
	v := Value{Kind: Object, items: &items{}}
	add := func(name string, one Value) {
		v.items.keys, v.items.all = append(v.items.keys, text(name)), append(v.items.all, one)
	}
	add("scheme", text(u.Scheme))
	add("netloc", text(u.Host))
	add("path", text(u.EscapedPath()))
	add("query", text(u.RawQuery))
	add("fragment", text(u.EscapedFragment()))
	none := Value{Kind: None}
	host, port := none, none
	if u.Hostname() != "" {
		host = text(strings.ToLower(u.Hostname()))
	}
	if n, err := strconv.ParseInt(u.Port(), 10, 64); err == nil {
		port = number(n)
	}
	add("hostname", host)
	add("port", port)
	return v
}
