#[path = "../link.rs"]
mod link;

fn main() {
    link::image();
}
