// Command snapshots is the peer of `pnpm prove:delivery`: a delta ADS server on go-control-plane's snapshot cache that is told each change.
//
//	snapshots
//
// All proxies share one snapshot. Orders, and what is answered:
//
//	(at start)                                                   {"address"}
//	{"set": [{"typeUrl", "name", "value"}], "removed": [{…}]}     {"version"} when the snapshot with the change is set
package main

import (
	"context"
	"encoding/json"
	"math"
	"net"
	"strconv"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	tls "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
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

type oneForAll struct{}

func (oneForAll) ID(*core.Node) string { return "all" }

type encoded struct {
	TypeURL string `json:"typeUrl"`
	Name    string `json:"name"`
	Value   []byte `json:"value"`
}

type order struct {
	Set     []encoded `json:"set"`
	Removed []encoded `json:"removed"`
}

func main() {
	// Ordered: what EG's cache does not even ask for.
	snapshots := cache.NewSnapshotCache(true, oneForAll{}, nil)
	never := keepalive.ServerParameters{Time: math.MaxInt64}
	grpcServer := grpc.NewServer(grpc.MaxRecvMsgSize(64<<20), grpc.KeepaliveParams(never))
	discovery.RegisterAggregatedDiscoveryServiceServer(grpcServer, server.NewServer(context.Background(), snapshots, nil))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	process.Check(err)
	go func() { process.Check(grpcServer.Serve(l)) }()
	process.Answer(map[string]any{"address": l.Addr().String()})

	all := map[resource.Type]map[string]types.Resource{}
	version := 0
	process.Orders(func(line []byte) {
		var o order
		process.Check(json.Unmarshal(line, &o))
		for _, each := range o.Removed {
			delete(all[each.TypeURL], each.Name)
		}
		for _, each := range o.Set {
			if all[each.TypeURL] == nil {
				all[each.TypeURL] = map[string]types.Resource{}
			}
			all[each.TypeURL][each.Name] = decode(each.TypeURL, each.Value)
		}
		version++
		lists := map[resource.Type][]types.Resource{}
		for typeURL, byName := range all {
			for _, each := range byName {
				lists[typeURL] = append(lists[typeURL], each)
			}
		}
		snapshot, err := cache.NewSnapshot(strconv.Itoa(version), lists)
		process.Check(err)
		process.Check(snapshots.SetSnapshot(context.Background(), "all", snapshot))
		process.Answer(map[string]any{"version": version})
	})
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
	case resource.RouteType:
		message = &route.RouteConfiguration{}
	case resource.VirtualHostType:
		message = &route.VirtualHost{}
	case resource.SecretType:
		message = &tls.Secret{}
	default:
		panic("what is " + typeURL)
	}
	process.Check(proto.Unmarshal(value, message))
	return message
}
