//! The table `whistles`.

use super::schema::record;

record! {
    /// A department that must answer when a community or a street calls (吹哨报到), as a record.
    Whistle in Whistles (caller: impl Into<String>, responder: impl Into<String>) dated {
        CALLER caller required reference(Unit Organization) ["吹哨方" "呼叫方"]
            "The code of the unit or organization that calls." "吹哨方编码。";
        RESPONDER responder required reference(Organization) ["报到方" "响应方" "响应部门"]
            "The code of the organization that must answer." "响应组织编码。";
        MATTER matter optional note ["事项" "哨源"]
            "What about." "事项。";
    }
}
