// Command gcp is the peer: a delta ADS server on go-control-plane's snapshot cache.
//
//	gcp -resources FILE -fleets 1
//
// Every fleet has all resources of the file, JSON lines of {"typeUrl", "name", "value"}. Orders, and what is answered:
//
//	(at start)                      {"address"}
//	{"change": {"name", "value"}}   {"appliedAt": ns, "preparedMs"} when the endpoints of a cluster have been replaced in every fleet
//	{"measure": true}               {"cpuMs", "loopMs": 0, "loopCpuMs": 0}
//	{"collect": true}               {"live", "resident"} in bytes, after a garbage collection
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"net"
	"os"
	"strconv"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/cache/v3"
	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/protobuf/proto"
	"xdsscale/process"
)

// nodeCluster makes all proxies of a cluster share a snapshot.
type nodeCluster struct{}

func (nodeCluster) ID(node *core.Node) string { return node.GetCluster() }

type peer struct {
	snapshots cache.SnapshotCache
	fleets    int
	version   int
	resources map[resource.Type][]types.Resource
}

type order struct {
	Change *struct {
		Name  string `json:"name"`
		Value []byte `json:"value"`
	} `json:"change"`
	Collect bool `json:"collect"`
}

func main() {
	file := flag.String("resources", "", "what to serve")
	fleets := flag.Int("fleets", 1, "fleets that have it")
	flag.Parse()
	p := &peer{snapshots: cache.NewSnapshotCache(true, nodeCluster{}, nil), fleets: *fleets, resources: read(*file)}
	for fleet, snapshot := range p.prepare() {
		process.Check(p.snapshots.SetSnapshot(context.Background(), name(fleet), snapshot))
	}
	// With any other time gRPC sets TCP_USER_TIMEOUT, by which Linux cuts connections off under the load of clients that connect.
	never := keepalive.ServerParameters{Time: math.MaxInt64}
	grpcServer := grpc.NewServer(grpc.MaxRecvMsgSize(64<<20), grpc.KeepaliveParams(never))
	discovery.RegisterAggregatedDiscoveryServiceServer(grpcServer, server.NewServer(context.Background(), p.snapshots, nil))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	process.Check(err)
	go func() { process.Check(grpcServer.Serve(l)) }()
	process.Answer(map[string]any{"address": l.Addr().String()})
	process.Orders(func(line []byte) {
		var o order
		process.Check(json.Unmarshal(line, &o))
		switch {
		case o.Change != nil:
			p.change(o.Change.Name, o.Change.Value)
		case o.Collect:
			live, resident := process.Memory()
			process.Answer(map[string]any{"live": live, "resident": resident})
		default:
			process.Answer(map[string]any{"cpuMs": process.CPU(), "loopMs": 0, "loopCpuMs": 0})
		}
	})
}

// change replaces the endpoints of one cluster. What users of the cache must do before they can hand a change over, making a whole new
// snapshot, counts as CPU but not as latency.
func (p *peer) change(of string, value []byte) {
	start := process.Now()
	next := decode(resource.EndpointType, value)
	endpoints := append([]types.Resource{}, p.resources[resource.EndpointType]...)
	for i, each := range endpoints {
		if cache.GetResourceName(each) == of {
			endpoints[i] = next
		}
	}
	p.resources[resource.EndpointType] = endpoints
	snapshots := p.prepare()
	applied := process.Now()
	for fleet, snapshot := range snapshots {
		process.Check(p.snapshots.SetSnapshot(context.Background(), name(fleet), snapshot))
	}
	process.Answer(map[string]any{"appliedAt": applied, "preparedMs": float64(applied-start) / 1e6})
}

func (p *peer) prepare() []*cache.Snapshot {
	p.version++
	snapshots := make([]*cache.Snapshot, p.fleets)
	for fleet := range snapshots {
		snapshot, err := cache.NewSnapshot(strconv.Itoa(p.version), p.resources)
		process.Check(err)
		snapshots[fleet] = snapshot
	}
	return snapshots
}

func name(fleet int) string { return fmt.Sprintf("fleet-%d", fleet) }

func read(path string) map[resource.Type][]types.Resource {
	file, err := os.Open(path)
	process.Check(err)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	resources := map[resource.Type][]types.Resource{}
	for lines.Scan() {
		var each struct {
			TypeURL string `json:"typeUrl"`
			Value   []byte `json:"value"`
		}
		process.Check(json.Unmarshal(lines.Bytes(), &each))
		resources[each.TypeURL] = append(resources[each.TypeURL], decode(each.TypeURL, each.Value))
	}
	process.Check(lines.Err())
	return resources
}

func decode(typeURL string, value []byte) types.Resource {
	var message types.Resource
	switch typeURL {
	case resource.ClusterType:
		message = &cluster.Cluster{}
	case resource.EndpointType:
		message = &endpoint.ClusterLoadAssignment{}
	case resource.ListenerType:
		message = &listener.Listener{}
	default:
		panic("what is " + typeURL)
	}
	process.Check(proto.Unmarshal(value, message))
	return message
}
