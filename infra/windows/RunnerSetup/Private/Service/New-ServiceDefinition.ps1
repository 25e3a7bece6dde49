function New-ServiceDefinition {
    <#
    .SYNOPSIS
        Text of a runner's service definition for WinSW.
    .PARAMETER Template
        Text with {{names}}.
    .PARAMETER Value
        What to put in, by name.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Template,

        [Parameter(Mandatory)]
        [hashtable] $Value
    )
    $text = $Template
    foreach ($name in $Value.Keys) {
        $text = $text.Replace("{{$name}}", [Security.SecurityElement]::Escape([string] $Value[$name]))
    }
    if ($text -replace '<!--.*?-->' -match '\{\{(\w+)\}\}') {
        throw "The service definition wants a value for $($Matches[1]): the bundle is incomplete."
    }
    $text
}
