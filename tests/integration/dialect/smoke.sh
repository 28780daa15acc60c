#!/usr/bin/env bash
# The way of a shell script through the dialect: upload, one job of each kind, look until each has
# ended, lineage, download. Needs curl and python3.
#
#   smoke.sh URL FOLDER OUTPUT
#
# FOLDER holds architecture.ifc, architecture-v2.ifc, services.ifc and requirements.ids; what is
# downloaded goes to OUTPUT. Jobs named in ONLY (words, all if empty) are asked for.
set -euo pipefail

url=$1 folder=$2 output=$3
only=" ${ONLY:-csv fast ids convert diff qto json patch clash} "
key=(-H "X-API-Key: not-needed")

member() {
  python3 -c '
import json, sys
value = json.load(sys.stdin)
for name in sys.argv[1].split("."):
    value = value.get(name) if isinstance(value, dict) else None
print("" if value is None else value)
' "$1"
}

curl -fsS "$url/health" | member services.ifccsv_queue | grep -qx healthy

for name in architecture architecture-v2 services; do
  curl -fsS "${key[@]}" -F "file=@$folder/$name.ifc" "$url/upload/ifc" >/dev/null
done
curl -fsS "${key[@]}" -F "file=@$folder/requirements.ids" "$url/upload/ids" >/dev/null
curl -fsS "${key[@]}" -F "file=@$0;filename=drawing.pdf" "$url/upload/pdf" >/dev/null 2>&1 || true

ids=()
enqueue() {
  local label=$1 route=$2 body=$3
  [[ "$only" == *" $label "* ]] || return 0
  local id
  id=$(curl -fsS "${key[@]}" -H 'Content-Type: application/json' -d "$body" "$url$route" \
    | member job_id)
  ids+=("$label=$id")
}

arch=architecture.ifc
enqueue csv /ifccsv "{\"filename\":\"$arch\",\"output_filename\":\"arch.csv\",\"format\":\"csv\",\"query\":\"IfcWall\",\"attributes\":[\"Name\",\"Description\"]}"
enqueue fast /ifcfast "{\"filename\":\"$arch\",\"operation\":\"export_products\",\"output_filename\":\"fast.csv\",\"query\":\"IfcWall\",\"attributes\":[\"Name\",\"Description\"]}"
enqueue ids /ifctester "{\"ifc_filename\":\"$arch\",\"ids_filename\":\"requirements.ids\",\"output_filename\":\"report.json\",\"report_type\":\"json\"}"
enqueue convert /ifcconvert "{\"input_filename\":\"/uploads/$arch\",\"output_filename\":\"/output/converted/arch.obj\",\"log_file\":\"/output/converted/arch.log\"}"
enqueue diff /ifcdiff "{\"old_file\":\"$arch\",\"new_file\":\"architecture-v2.ifc\",\"output_file\":\"diff.json\"}"
enqueue qto /calculate-qtos "{\"input_file\":\"$arch\",\"output_file\":\"arch_qto.ifc\"}"
enqueue json /ifc2json "{\"filename\":\"$arch\",\"output_filename\":\"arch.json\"}"
enqueue patch /patch/execute "{\"input_file\":\"$arch\",\"output_file\":\"arch_patched.ifc\",\"recipe\":\"ExtractElements\",\"arguments\":[\"IfcWall\"],\"use_custom\":false}"
enqueue clash /ifcclash "{\"clash_sets\":[{\"name\":\"arch_vs_services\",\"a\":[{\"file\":\"$arch\"}],\"b\":[{\"file\":\"services.ifc\"}]}],\"output_filename\":\"clash.json\",\"tolerance\":0.01,\"mode\":\"intersection\",\"check_all\":false,\"allow_touching\":false,\"clearance\":0,\"smart_grouping\":false,\"max_cluster_distance\":5.0}"

failed=0
for entry in "${ids[@]}"; do
  label=${entry%%=*} id=${entry#*=}
  while true; do
    body=$(curl -fsS "${key[@]}" "$url/jobs/$id/status")
    case "$(member status <<<"$body")" in
      finished)
        path=$(member result.output_path <<<"$body")
        echo "$label finished $path"
        token=$(curl -fsS "${key[@]}" -H 'Content-Type: application/json' \
          -d "{\"file_path\":\"$path\"}" "$url/create_download_link" | member download_token)
        curl -fsSL -o "$output/$(basename "$path")" "$url/download/$token"
        test -s "$output/$(basename "$path")"
        sha=$(curl -fsS "${key[@]}" "$url/lineage/${path#/}" | member self.sha256)
        test "${#sha}" -eq 64
        test "$sha" = "$(sha256sum "$output/$(basename "$path")" | cut -d' ' -f1)"
        break ;;
      failed | stopped | canceled)
        echo "$label failed: $(member error <<<"$body")"
        failed=1
        break ;;
    esac
    sleep 0.2
  done
done

curl -fsS "${key[@]}" "$url/audit/roots?limit=1000" | member roots | grep -q uploads/architecture.ifc
test "$failed" -eq 0
echo "SMOKE TEST OK"
