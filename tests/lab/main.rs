//! The real agent in homes made of network namespaces, behind real routers, with real daemons: one file per matter.

mod addresses;
