# The released program as a package: `callPackage ./package.nix { }`, or `nix-build -E '(import <nixpkgs> { }).callPackage ./package.nix { }'`.
{ lib, stdenvNoCC, fetchurl, installShellFiles }:

let
  version = "@version@";
  release = {
    x86_64-linux = { target = "x86_64-unknown-linux-musl"; sha256 = "@sha256:x86_64-unknown-linux-musl@"; };
    aarch64-linux = { target = "aarch64-unknown-linux-musl"; sha256 = "@sha256:aarch64-unknown-linux-musl@"; };
    x86_64-darwin = { target = "x86_64-apple-darwin"; sha256 = "@sha256:x86_64-apple-darwin@"; };
    aarch64-darwin = { target = "aarch64-apple-darwin"; sha256 = "@sha256:aarch64-apple-darwin@"; };
  };
  system = stdenvNoCC.hostPlatform.system;
  this = release.${system} or (throw "there is no apivet for ${system}");
in
stdenvNoCC.mkDerivation {
  pname = "apivet";
  inherit version;
  src = fetchurl {
    url = "https://github.com/apivet/apivet/releases/download/v${version}/apivet-${version}-${this.target}.tar.gz";
    inherit (this) sha256;
  };
  nativeBuildInputs = [ installShellFiles ];
  dontConfigure = true;
  dontBuild = true;
  installPhase = ''
    runHook preInstall
    install -Dm755 apivet $out/bin/apivet
    installManPage man/*.1
    installShellCompletion completions/apivet.bash completions/apivet.fish completions/_apivet
    runHook postInstall
  '';
  meta = {
    description = "Design-time policy for HTTP APIs: lints and compares OpenAPI descriptions";
    homepage = "https://github.com/apivet/apivet";
    license = with lib.licenses; [ mit asl20 ];
    mainProgram = "apivet";
    platforms = builtins.attrNames release;
    sourceProvenance = [ lib.sourceTypes.binaryNativeCode ];
  };
}
