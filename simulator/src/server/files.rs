//! Drives and shared addresses.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::ask::Ask;
use super::page::Paging;
use super::problem::Problem;
use super::world::World;
use crate::tenant::drives::Drive;
use crate::wire::Object;
use crate::wire::files::drive_item;

impl World {
    fn drive(&self, id: &str) -> Result<Drive, Problem> {
        let drive = self.tenant.drive_by_id(id).and_then(|of| self.tenant.drive(of));
        drive.ok_or_else(|| Problem::item_not_found("The drive was not found."))
    }

    fn item(&self, ask: &Ask, drive: &Drive, index: usize) -> Object {
        ask.select(drive_item(drive, index, &self.tenant).unwrap_or_default())
    }

    /// Graph: driveitem-delta; nothing ever changes, so that a token's answer is empty.
    pub(super) fn drive_delta(&self, ask: &Ask, drive: &str) -> Result<Object, Problem> {
        let drive = self.drive(drive)?;
        let indices: Vec<usize> = (0..drive.items.len()).collect();
        let paging = Paging {
            size: ask.top(200, 200)?,
            next: "token",
            delta: Some("token"),
            counted: false,
        };
        self.links.page(ask, &indices, paging, |index| self.item(ask, &drive, *index))
    }

    /// Graph: driveitem-get.
    pub(super) fn drive_item(&self, ask: &Ask, drive: &str, item: &str) -> Result<Object, Problem> {
        let drive = self.drive(drive)?;
        Ok(self.item(ask, &drive, position(&drive, item)?))
    }

    /// Graph: driveitem-list-children.
    pub(super) fn drive_children(
        &self,
        ask: &Ask,
        drive: &str,
        item: &str,
    ) -> Result<Object, Problem> {
        let drive = self.drive(drive)?;
        let parent = Some(position(&drive, item)?);
        let children = drive.items.iter().enumerate().filter(|(_, item)| item.parent == parent);
        let indices: Vec<usize> = children.map(|(index, _)| index).collect();
        let paging = Paging::of(ask.top(200, 5_000)?);
        self.links.page(ask, &indices, paging, |index| self.item(ask, &drive, *index))
    }

    /// Graph: shares-get; the id is `u!` and the address in base64url.
    pub(super) fn shared_item(&self, ask: &Ask, share: &str) -> Result<Object, Problem> {
        let encoded = share.strip_prefix("u!").and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let address = encoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let address = address
            .ok_or_else(|| Problem::bad_request("The sharing id is not an encoded address."))?;
        let gone = || {
            Problem::item_not_found(
                "The sharing link no longer exists, or you do not have permission to access it.",
            )
        };
        let of = self.tenant.drive_by_address(&address).ok_or_else(gone)?;
        let drive = self.tenant.drive(of).ok_or_else(gone)?;
        let item = drive.find(&address).ok_or_else(gone)?;
        if item.barred {
            Err(Problem::access_denied())
        } else {
            Ok(self.item(ask, &drive, position(&drive, &item.id)?))
        }
    }
}

fn position(drive: &Drive, item: &str) -> Result<usize, Problem> {
    let found = drive.items.iter().position(|other| other.id == item);
    found.ok_or_else(|| Problem::item_not_found("The resource could not be found."))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::super::caller::Caller;
    use crate::tenant::drives::DriveOf;
    use crate::tenant::shelves::Standing;

    #[test]
    fn a_drive_is_read_whole_and_then_has_no_changes() {
        let caller = Caller::of(1);
        let drive = DriveOf::Group(0).id(1);
        let (items, pages) = caller.list(&format!("drives/{drive}/root/delta?$top=5"));
        assert!(pages > 2 && items[0]["root"].is_object());
        let page = caller.get(&format!("drives/{drive}/root/delta"));
        assert_eq!(page["value"].as_array().unwrap().len(), items.len());
        for delta in [
            format!("drives/{drive}/root/delta?token=latest"),
            page["@odata.deltaLink"].as_str().unwrap().to_owned(),
        ] {
            let page = caller.get(&delta);
            assert_eq!(page["value"].as_array().unwrap().len(), 0);
            assert!(page["@odata.deltaLink"].is_string());
        }
        let folder =
            items.iter().find(|item| item["folder"]["childCount"].as_u64() > Some(1)).unwrap();
        let children = caller
            .list(&format!("drives/{drive}/items/{}/children", folder["id"].as_str().unwrap()))
            .0;
        assert_eq!(folder["folder"]["childCount"], children.len());
        assert_eq!(caller.violations(), 0);
    }

    #[test]
    fn a_shared_address_is_found_or_gone_or_barred() {
        let caller = Caller::of(1);
        for person in 0..caller.world.tenant.people.len() {
            for file in 0..8 {
                let address = caller.world.tenant.chat_file_address(person, file).unwrap();
                let share = format!("shares/u!{}/driveItem", URL_SAFE_NO_PAD.encode(address));
                let status = caller.ask(&share).status.as_u16();
                let expected = match caller.world.tenant.standing(person, file) {
                    Standing::Found => 200,
                    Standing::Gone => 404,
                    Standing::Barred => 403,
                };
                assert_eq!(status, expected);
            }
        }
        assert_eq!(caller.error("shares/abc/driveItem").0, 400);
    }
}
