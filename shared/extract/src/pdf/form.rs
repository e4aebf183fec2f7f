//! What is filled into a form.

use pdfboss_core::{Document, FormField};

use crate::output::{Output, Stop};

/// Writes the values of the fields, a line each. Buttons have none that is read, and a password stays out.
pub(super) fn write(document: &Document, output: &mut Output<'_>) -> Result<(), Stop> {
    // A field with others inside hands its value down to them.
    let ends = document.form_fields().into_iter().filter(|field| field.kids.is_empty());
    for field in ends.filter(|field| !field.flags.password()) {
        for value in values(&field).iter().filter(|value| !value.trim().is_empty()) {
            output.line(value)?;
        }
    }
    Ok(())
}

fn values(field: &FormField) -> Vec<String> {
    field.text().map_or_else(|| field.selected(), |text| vec![text])
}
