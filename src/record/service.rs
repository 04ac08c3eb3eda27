//! The table `services`.

use super::schema::record;

record! {
    /// What an organization does for a unit or a zone (服务): property service, policing …, as a record.
    Service in Services (organization: impl Into<String>, target: impl Into<String>, kind: crate::base::ServiceKind) dated {
        ORGANIZATION organization required reference(Organization) ["组织" "组织编码" "组织代码"]
            "The code of the organization that serves." "服务方组织编码。";
        TARGET target required reference(Unit Zone) ["unit" "服务对象" "单元" "单元编码" "对象"]
            "The code of the unit or zone that it serves." "服务对象（单元或区域）编码。";
        KIND kind required word(ServiceKind) ["类型" "服务类型"]
            "What it does." "服务类型。";
    }
}
