// Command floor is the least that a control plane can do for a change of one route: a go-control-plane delta ADS server that holds N
// virtual hosts in memory, changes one path, and pushes the RouteConfiguration whole.
//
//	floor N CHANGES    with `envoy -c envoy.yaml` beside it; prints one JSON line
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sort"
	"strconv"
	"syscall"
	"time"

	cluster "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	listener "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	route "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	router "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	hcm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/cache/v3"
	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"
)

const xdsAddress, backendAddress, proxyAddress = "127.0.0.1:18999", "127.0.0.1:3997", "127.0.0.1:8899"

func main() {
	n, changes := number(os.Args[1]), number(os.Args[2])
	ctx := context.Background()
	snapshots := cache.NewSnapshotCache(true, cache.IDHash{}, nil)
	serve(ctx, snapshots)
	go func() {
		check(http.ListenAndServe(backendAddress, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })))
	}()

	hosts := make([]*route.VirtualHost, n)
	for i := range hosts {
		hosts[i] = virtualHost(fmt.Sprintf("h%d.example.com", i), fmt.Sprintf("/p%d", i))
	}
	version := 0
	push := func(path string) {
		version++
		routes := &route.RouteConfiguration{Name: "r", VirtualHosts: append(append([]*route.VirtualHost{}, hosts...), virtualHost("probe.example.com", path))}
		snapshot, err := cache.NewSnapshot(strconv.Itoa(version), map[resource.Type][]types.Resource{
			resource.ListenerType: {proxyListener()}, resource.RouteType: {routes}, resource.ClusterType: {backend()}})
		check(err)
		check(snapshots.SetSnapshot(ctx, "n", snapshot))
	}
	push("/v0")
	until("/v0")
	time.Sleep(2 * time.Second)

	took := make([]time.Duration, 0, changes)
	before := cpu()
	for i := 1; i <= changes; i++ {
		path := fmt.Sprintf("/v%d", i)
		start := time.Now()
		push(path)
		until(path)
		took = append(took, time.Since(start))
		time.Sleep(300 * time.Millisecond)
	}
	used := cpu() - before
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"name": "floor", "n": n, "p50": ms(took[changes/2]), "p95": ms(took[changes*95/100]), "cpPerChangeMs": ms(used / time.Duration(changes))}))
}

func serve(ctx context.Context, snapshots cache.SnapshotCache) {
	grpcServer := grpc.NewServer()
	discovery.RegisterAggregatedDiscoveryServiceServer(grpcServer, server.NewServer(ctx, snapshots, nil))
	l, err := net.Listen("tcp", xdsAddress)
	check(err)
	go func() { check(grpcServer.Serve(l)) }()
}

func virtualHost(host, path string) *route.VirtualHost {
	return &route.VirtualHost{Name: host, Domains: []string{host}, Routes: []*route.Route{{
		Match:  &route.RouteMatch{PathSpecifier: &route.RouteMatch_PathSeparatedPrefix{PathSeparatedPrefix: path}},
		Action: &route.Route_Route{Route: &route.RouteAction{ClusterSpecifier: &route.RouteAction_Cluster{Cluster: "b"}}}}}}
}

func proxyListener() *listener.Listener {
	ads := &core.ConfigSource{ResourceApiVersion: core.ApiVersion_V3, ConfigSourceSpecifier: &core.ConfigSource_Ads{Ads: &core.AggregatedConfigSource{}}}
	manager := &hcm.HttpConnectionManager{StatPrefix: "x",
		RouteSpecifier: &hcm.HttpConnectionManager_Rds{Rds: &hcm.Rds{ConfigSource: ads, RouteConfigName: "r"}},
		HttpFilters:    []*hcm.HttpFilter{{Name: "router", ConfigType: &hcm.HttpFilter_TypedConfig{TypedConfig: packed(&router.Router{})}}}}
	return &listener.Listener{Name: "l", Address: address(proxyAddress), FilterChains: []*listener.FilterChain{{
		Filters: []*listener.Filter{{Name: "hcm", ConfigType: &listener.Filter_TypedConfig{TypedConfig: packed(manager)}}}}}}
}

func backend() *cluster.Cluster {
	return &cluster.Cluster{Name: "b", ConnectTimeout: durationpb.New(time.Second), LoadAssignment: &endpoint.ClusterLoadAssignment{ClusterName: "b",
		Endpoints: []*endpoint.LocalityLbEndpoints{{LbEndpoints: []*endpoint.LbEndpoint{{
			HostIdentifier: &endpoint.LbEndpoint_Endpoint{Endpoint: &endpoint.Endpoint{Address: address(backendAddress)}}}}}}}}
}

func address(hostPort string) *core.Address {
	host, port, err := net.SplitHostPort(hostPort)
	check(err)
	return &core.Address{Address: &core.Address_SocketAddress{SocketAddress: &core.SocketAddress{
		Address: host, PortSpecifier: &core.SocketAddress_PortValue{PortValue: uint32(number(port))}}}}
}

func until(path string) {
	for get(path) != http.StatusOK {
		time.Sleep(time.Millisecond)
	}
}

func get(path string) int {
	request, err := http.NewRequest(http.MethodGet, "http://"+proxyAddress+path, nil)
	check(err)
	request.Host = "probe.example.com"
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return 0
	}
	check(response.Body.Close())
	return response.StatusCode
}

func cpu() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func packed(message proto.Message) *anypb.Any {
	result, err := anypb.New(message)
	check(err)
	return result
}

func number(text string) int {
	result, err := strconv.Atoi(text)
	check(err)
	return result
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
