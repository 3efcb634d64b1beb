use crate::support::gatekit;

#[test]
fn measures_all_methods_in_all_batches() {
    let run = gatekit(["bench", "--seconds", "0.1", "--json"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.err, "", "no bar where there is no terminal");
    let findings = run.json();
    assert!(findings["cores"].as_u64().is_some_and(|cores| cores > 0));
    assert!(findings["instruction_set"].is_string());
    let sign = findings["sign"].as_array().expect("batches");
    for method in ["md5", "hmac", "hmac-sha256"] {
        let of = sign.iter().filter(|batch| batch["sign_method"] == method);
        let at_once: Vec<_> = of.map(|batch| batch["at_once"].as_u64()).collect();
        assert_eq!(at_once, [1, 16, 256, 4096].map(Some));
    }
    for batch in sign {
        for figure in ["one_core_per_second", "all_cores_per_second", "to_hash"] {
            assert!(
                batch[figure].as_f64().is_some_and(|figure| figure > 0.0),
                "{batch}"
            );
        }
    }
    assert_eq!(findings["length"].as_array().map(Vec::len), Some(18));
}

#[test]
fn a_time_is_a_number_above_nothing() {
    for seconds in ["0", "-1", "soon"] {
        let time = format!("--seconds={seconds}");
        gatekit(["bench", &time])
            .run()
            .assert_fails(2, "a number of seconds from 0.001");
    }
}
