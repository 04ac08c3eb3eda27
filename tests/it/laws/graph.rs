//! The graph of a day and that of all time: petgraph's algorithms run on both and agree with the oracle.

use super::{for_days, for_worlds, sorted};
use crate::oracle::Naive;
use crate::oracle::draft::hierarchy;
use govgrid::record::Relation;
use govgrid::{Hierarchy, Snapshot};
use petgraph::algo::{is_cyclic_directed, kosaraju_scc, tarjan_scc, toposort};
use petgraph::dot::Dot;
use petgraph::graph::NodeIndex;
use petgraph::visit::{
    Bfs, Dfs, EdgeFiltered, EdgeRef as _, IntoEdgeReferences as _, IntoNodeIdentifiers as _, IntoNodeReferences as _,
    NodeCount as _, Reversed,
};

fn code(snapshot: Snapshot<'_>, index: NodeIndex) -> &str {
    snapshot.node_at(index.index()).unwrap().code()
}

#[test]
fn the_graph_of_a_day_has_the_nodes_and_relations_of_the_day() {
    for_days(3, |snapshot, naive| {
        let graph = snapshot.graph();
        let others = ["people", "alliances", "projects"].into_iter().flat_map(|table| naive.nodes_in(table));
        let all = naive.units().into_iter().chain(naive.zones()).chain(naive.organizations()).chain(others);
        let expected = naive.codes(all);
        assert_eq!(sorted(graph.node_identifiers().map(|index| code(snapshot, index))), expected);
        assert_eq!((graph.node_count(), graph.node_references().count()), (expected.len(), expected.len()));
        let tie = |relation: Relation, from, to| {
            (relation.as_str(), code(snapshot, from).to_owned(), code(snapshot, to).to_owned())
        };
        let edges = graph.edge_references().map(|edge| tie(edge.weight().relation(), edge.source(), edge.target()));
        let ties = naive.ties();
        assert_eq!(sorted(edges), ties);
        let dot = format!("{:?}", Dot::new(graph));
        assert_eq!(dot.matches(" -> ").count(), ties.len());
        assert_eq!(dot.matches("label").count(), ties.len() + expected.len());
    });
}

#[test]
fn walks_of_the_graph_meet_what_can_be_reached() {
    for_days(2, |snapshot, naive| {
        let graph = snapshot.graph();
        let ties = naive.ties();
        for start in graph.node_identifiers() {
            let reached = reached(code(snapshot, start), &ties, false);
            let mut walk = Dfs::new(graph, start);
            let met = std::iter::from_fn(|| walk.next(graph)).map(|index| code(snapshot, index).to_owned());
            assert_eq!(sorted(met), reached);
            let mut walk = Bfs::new(graph, start);
            let met = std::iter::from_fn(|| walk.next(graph)).map(|index| code(snapshot, index).to_owned());
            assert_eq!(sorted(met), reached);
            let mut walk = Dfs::new(Reversed(graph), start);
            let met = std::iter::from_fn(|| walk.next(Reversed(graph))).map(|index| code(snapshot, index).to_owned());
            assert_eq!(sorted(met), self::reached(code(snapshot, start), &ties, true));
        }
        for node in naive.units() {
            let unit = snapshot.any_unit(naive.code(node)).unwrap();
            let tree = EdgeFiltered::from_fn(graph, |edge| edge.weight().relation() == Relation::Contains);
            let mut walk = Dfs::new(&tree, NodeIndex::new(unit.index()));
            assert_eq!(std::iter::from_fn(|| walk.next(&tree)).count(), naive.descendants(node).len() + 1);
        }
    });
}

/// The codes that relations lead to from a code, itself included, sorted.
fn reached(start: &str, ties: &[(&str, String, String)], upwards: bool) -> Vec<String> {
    let mut met = vec![start.to_owned()];
    let mut at = 0;
    while at < met.len() {
        for (_, from, to) in ties {
            let (here, there) = if upwards { (to, from) } else { (from, to) };
            if *here == met[at] && !met.contains(there) {
                met.push(there.clone());
            }
        }
        at += 1;
    }
    sorted(met)
}

#[test]
fn algorithms_on_the_graph_of_a_day_agree_with_the_oracle() {
    for_days(2, |snapshot, naive| {
        let graph = snapshot.graph();
        let ties = naive.ties();
        let on_circle = |code: &str| {
            let next = ties.iter().filter(|(_, from, _)| from == code);
            next.map(|(.., to)| reached(to, &ties, false)).any(|below| below.iter().any(|other| other == code))
        };
        let is_cyclic = graph.node_identifiers().any(|index| on_circle(code(snapshot, index)));
        assert_eq!(is_cyclic_directed(graph), is_cyclic);
        match toposort(graph, None) {
            Ok(order) => {
                assert!(!is_cyclic && order.len() == graph.node_count());
                let place = |node| order.iter().position(|other| *other == node);
                assert!(graph.edge_references().all(|edge| place(edge.source()) < place(edge.target())));
            }
            Err(cycle) => assert!(on_circle(code(snapshot, cycle.node_id()))),
        }
        for components in [kosaraju_scc(graph), tarjan_scc(graph)] {
            assert_eq!(components.iter().map(Vec::len).sum::<usize>(), graph.node_count());
            for component in components {
                let first = code(snapshot, component[0]);
                let down = reached(first, &ties, false);
                let both = down.into_iter().filter(|other| reached(other, &ties, false).iter().any(|c| c == first));
                let found = component.iter().map(|index| code(snapshot, *index).to_owned());
                assert_eq!(sorted(found), sorted(both));
            }
        }
    });
}

#[test]
fn the_graph_of_all_time_has_every_node_and_every_row() {
    for_worlds(|world| {
        let hierarchy: Hierarchy = hierarchy(world);
        let graph = hierarchy.graph();
        let others: usize = ["people", "alliances", "projects"].iter().map(|table| world.nodes_in(table).len()).sum();
        let nodes = world.unit_nodes().len() + world.zone_nodes().len() + world.organization_nodes().len() + others;
        let ties = Naive::count_of_all_ties(world);
        assert_eq!((graph.node_count(), graph.edge_count()), (nodes, ties));
        assert_eq!(toposort(graph, None).is_err(), is_cyclic_directed(graph));
        assert_eq!(kosaraju_scc(graph).iter().map(Vec::len).sum::<usize>(), nodes);
        let mut met = vec![false; nodes];
        for start in graph.node_indices() {
            let (mut depth, mut breadth) = (Dfs::new(graph, start), Bfs::new(graph, start));
            let deep = std::iter::from_fn(|| depth.next(graph)).inspect(|index| met[index.index()] = true).count();
            assert_eq!(deep, std::iter::from_fn(|| breadth.next(graph)).count());
        }
        assert!(met.iter().all(|met| *met));
        assert_eq!(format!("{:?}", Dot::new(graph)).matches(" -> ").count(), ties);
    });
}
