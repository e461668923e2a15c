// Command exporter rebuilds the .proto sources of the Envoy API from the
// descriptors that go-control-plane compiles into a Go binary.
//
//	go run . -imports            rewrite imports.go from roots.txt
//	go run . -out ../proto       write the closure of roots.txt
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/jhump/protoreflect/v2/protoprint"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

// keep lists the custom options that survive; all others are dropped.
var keep = []protoreflect.FullName{
	"validate.rules", "validate.required", "validate.disabled", "validate.ignored",
	"udpa.annotations.sensitive",
}

var topLevel = regexp.MustCompile(`\n((?:message|enum|service|extend|package) )`)

func main() {
	imports := flag.Bool("imports", false, "rewrite imports.go and stop")
	out := flag.String("out", "", "directory for the .proto files")
	flag.Parse()
	roots := readRoots()
	if *imports {
		writeImports(roots)
		return
	}

	// Strip every linked file, and note where each name is declared.
	files := map[string]*descriptorpb.FileDescriptorProto{}
	home := map[protoreflect.FullName]string{}
	protoregistry.GlobalFiles.RangeFiles(func(fd protoreflect.FileDescriptor) bool {
		p := protodesc.ToFileDescriptorProto(fd)
		p.Options = nil
		strip(p.ProtoReflect())
		files[fd.Path()] = p
		declare(fd, fd.Path(), home)
		return true
	})

	// Keep the imports that are still referred to.
	for path, p := range files {
		var deps []string
		use(p.ProtoReflect(), func(n protoreflect.FullName) {
			if f := home[n]; f != "" && f != path && !slices.Contains(deps, f) {
				deps = append(deps, f)
			}
		})
		slices.Sort(deps)
		p.Dependency, p.PublicDependency, p.WeakDependency = deps, nil, nil
	}

	// Take the closure, imports first.
	set := &descriptorpb.FileDescriptorSet{}
	seen := map[string]bool{}
	var visit func(path string)
	visit = func(path string) {
		if seen[path] {
			return
		}
		seen[path] = true
		p := files[path]
		if p == nil {
			log.Fatalf("%s is not linked in; is the module too old, or imports.go stale?", path)
		}
		for _, d := range p.Dependency {
			visit(d)
		}
		set.File = append(set.File, p)
	}
	for _, r := range roots {
		visit(r)
	}

	reg, err := protodesc.NewFiles(set)
	check(err)
	printer := protoprint.Printer{OmitComments: protoprint.CommentsAll, Compact: true}
	n := 0
	for _, p := range set.File {
		if strings.HasPrefix(p.GetName(), "google/protobuf/") { // buf has these built in
			continue
		}
		fd, err := reg.FindFileByPath(p.GetName())
		check(err)
		var b bytes.Buffer
		check(printer.PrintProtoFile(fd, &b))
		f := filepath.Join(*out, p.GetName())
		check(os.MkdirAll(filepath.Dir(f), 0o755))
		check(os.WriteFile(f, []byte(topLevel.ReplaceAllString(b.String(), "\n\n$1")), 0o644))
		n++
	}
	fmt.Printf("%d files linked, %d in the closure, %d written\n", len(files), len(set.File), n)
}

// readRoots returns the lines of roots.txt that are neither empty nor a comment.
func readRoots() []string {
	text, err := os.ReadFile("roots.txt")
	check(err)
	var roots []string
	for _, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			roots = append(roots, line)
		}
	}
	return roots
}

// strip drops the custom options below m, and options messages left empty.
func strip(m protoreflect.Message) {
	isOptions := m.Descriptor().ParentFile().Path() == "google/protobuf/descriptor.proto" &&
		strings.HasSuffix(string(m.Descriptor().Name()), "Options")
	m.Range(func(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case isOptions:
			if fd.IsExtension() && !slices.Contains(keep, fd.FullName()) {
				m.Clear(fd)
			}
		case fd.Message() != nil && fd.IsList():
			for i := range v.List().Len() {
				strip(v.List().Get(i).Message())
			}
		case fd.Message() != nil:
			strip(v.Message())
			if fd.Name() == "options" && proto.Size(v.Message().Interface()) == 0 {
				m.Clear(fd)
			}
		}
		return true
	})
}

// use calls f with each type and option name that m refers to.
func use(m protoreflect.Message, f func(protoreflect.FullName)) {
	m.Range(func(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case fd.IsExtension():
			f(fd.FullName())
		case fd.Message() != nil && fd.IsList():
			for i := range v.List().Len() {
				use(v.List().Get(i).Message(), f)
			}
		case fd.Message() != nil:
			use(v.Message(), f)
		case fd.Name() == "type_name" || fd.Name() == "extendee" || fd.Name() == "input_type" || fd.Name() == "output_type":
			f(protoreflect.FullName(strings.TrimPrefix(v.String(), ".")))
		}
		return true
	})
}

type scope interface {
	Messages() protoreflect.MessageDescriptors
	Enums() protoreflect.EnumDescriptors
	Extensions() protoreflect.ExtensionDescriptors
}

func declare(s scope, path string, home map[protoreflect.FullName]string) {
	for i := range s.Enums().Len() {
		home[s.Enums().Get(i).FullName()] = path
	}
	for i := range s.Extensions().Len() {
		home[s.Extensions().Get(i).FullName()] = path
	}
	for i := range s.Messages().Len() {
		home[s.Messages().Get(i).FullName()] = path
		declare(s.Messages().Get(i), path, home)
	}
}

// writeImports maps each root's folder to the Go package that registers it.
func writeImports(roots []string) {
	const gcp = "github.com/envoyproxy/go-control-plane/"
	var b bytes.Buffer
	b.WriteString("// Code generated by \"go run . -imports\" from roots.txt. DO NOT EDIT.\n\npackage main\n\nimport (\n")
	var pkgs []string
	for _, r := range roots {
		dir := filepath.Dir(r)
		switch {
		case strings.HasPrefix(dir, "xds/"), strings.HasPrefix(dir, "udpa/"):
			dir = "github.com/cncf/xds/go/" + dir
		case strings.HasPrefix(dir, "api/ratelimit/"):
			dir = gcp + strings.TrimPrefix(dir, "api/")
		default: // envoy/…, contrib/…, ratelimit/…
			dir = gcp + dir
		}
		pkgs = append(pkgs, dir)
	}
	slices.Sort(pkgs)
	for _, p := range slices.Compact(pkgs) {
		fmt.Fprintf(&b, "\t_ %q\n", p)
	}
	b.WriteString(")\n")
	src, err := format.Source(b.Bytes())
	check(err)
	check(os.WriteFile("imports.go", src, 0o644))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
